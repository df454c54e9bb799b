/** Equal shares of a virtual CPU for what goes on there; what one leaves the others get. */
import type { Activity } from './activity.ts';
import type { Vcpu } from './domain.ts';
import { freeRate } from './free-rate.ts';
import { type Want, waterLevel } from './water-level.ts';

/** Sets the rates of all activities, or of all but one that goes at a rate of its own. */
export function shareCpu({ activities, speed }: Vcpu, apart?: Activity): void {
  const wants: Want[] = [];
  for (const activity of activities) {
    const { costNs, rateMax } = activity;
    if (activity !== apart && costNs > 0) wants.push({ most: rateMax * costNs, weight: 1 });
  }
  const level = waterLevel(apart === undefined ? speed : speed - apart.share, wants);
  for (const activity of activities) {
    const { costNs, rateMax } = activity;
    if (activity === apart) continue;
    const rate = costNs > 0 ? level / costNs : freeRate(speed);
    activity.rate = Math.min(rate, rateMax);
  }
}
