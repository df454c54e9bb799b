/** Equal shares of a virtual CPU for what goes on there; what one leaves the others get. */
import type { Activity } from './activity.ts';
import type { Vcpu } from './domain.ts';
import { freeRate } from './free-rate.ts';

/** Sets the rates of all activities, or of all but one that goes at a rate of its own. */
export function shareCpu({ activities, speed }: Vcpu, apart?: Activity): void {
  let left = apart === undefined ? speed : speed - apart.share;
  let rising = 0;
  for (const activity of activities) {
    activity.rises = activity !== apart && activity.costNs > 0;
    if (activity.rises) rising += 1;
    else if (activity !== apart) activity.rate = Math.min(freeRate(speed), activity.rateMax);
  }
  while (rising > 0) {
    const level = left / rising;
    const before = rising;
    for (const activity of activities) {
      const most = activity.rateMax * activity.costNs;
      if (!activity.rises || most > level) continue;
      activity.rises = false;
      activity.rate = activity.rateMax;
      left -= most;
      rising -= 1;
    }
    if (rising === before) break;
  }
  for (const activity of activities) {
    if (activity.rises) activity.rate = left / rising / activity.costNs;
  }
}
