/** The look of a report: one column, light or dark as the system is, nothing that moves. */
import { cssVariables } from './palette.ts';

/** Time lines and bars of tables, in reports and in the lab. */
export const DRAWING_STYLE = `
td[style] { --piece: calc(100% / var(--pieces, 1)); background:
  repeating-linear-gradient(90deg, transparent 0 calc(var(--piece) - 2px), var(--ground) 0
    var(--piece)) bottom / 100% 3px no-repeat content-box,
  linear-gradient(90deg, color-mix(in srgb, var(--bar) 80%, var(--ink)) var(--part), transparent 0)
    bottom / 100% 3px no-repeat content-box;
  min-width: 9em; print-color-adjust: exact; }
@media (forced-colors: active) { td[style] { forced-color-adjust: none; color: CanvasText;
  --ink: CanvasText; --ground: Canvas; } }
.keys { display: flex; flex-wrap: wrap; gap: 2px 16px; list-style: none; margin: 10px 0; padding: 0;
  font-size: 0.85rem; }
.swatch { display: inline-block; width: 0.9em; height: 0.9em; border-radius: 2px;
  vertical-align: -0.1em; print-color-adjust: exact; forced-color-adjust: none; }
.swatch.stroke { height: 0.2em; vertical-align: 0.25em; }
.picture { position: relative; touch-action: pan-y; cursor: crosshair; }
.picture svg { display: block; user-select: none; }
.picture > :not(:first-child) { position: absolute; top: 0; bottom: 38px; pointer-events: none; }
.picture > [hidden] { display: none; }
.picture .now { border-left: 2px solid var(--ink); }
.picture .chosen { background: var(--blue); opacity: 0.2; }
.picture .reading { border-left: 1px dashed var(--ink); }
.picture .reading p { position: absolute; top: var(--top); left: 8px; width: max-content;
  max-width: 300px; margin: 0; padding: 6px 10px; border: 1px solid var(--line); border-radius: 6px;
  background: var(--ground); font-size: 0.85rem; box-shadow: 0 2px 8px rgb(0 0 0 / 0.2); }
.picture .reading.late p { left: auto; right: 8px; }
`;

export const STYLE = `
:root { color-scheme: light dark; ${cssVariables(0)} }
@media (prefers-color-scheme: dark) { :root { ${cssVariables(1)} } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 16px/1.5 system-ui, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif; }
main { max-width: 1180px; margin: 0 auto; padding: 24px 20px 64px; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 12px; }
h2 { font-size: 1.2rem; margin: 44px 0 8px; padding-top: 14px; border-top: 1px solid var(--line); }
h1, h2, p, dd, li, figcaption { overflow-wrap: anywhere; }
th, td { overflow-wrap: break-word; }
h1 bdi, dd bdi, td bdi { display: inline-block; max-width: 100%; max-height: 9em; overflow: auto;
  vertical-align: top; }
p { margin: 8px 0; max-width: 75ch; white-space: pre-line; }
nav ul { display: flex; flex-wrap: wrap; gap: 4px 18px; list-style: none; margin: 16px 0 0;
  padding: 0; }
a { color: var(--blue); }
a:focus-visible, button:focus-visible, summary:focus-visible, [tabindex]:focus-visible {
  outline: 3px solid var(--orange); outline-offset: 2px; }
dl.head { display: grid; grid-template-columns: max-content 1fr; gap: 2px 16px; margin: 0; }
dl.head dt { color: var(--faint); }
dl.head dd { margin: 0; }
dl.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(170px, 1fr)); gap: 10px;
  margin: 14px 0; }
dl.facts div { border: 1px solid var(--line); border-radius: 8px; padding: 8px 12px; }
dl.facts dt { color: var(--faint); font-size: 0.85rem; }
dl.facts div.long { grid-column: span 2; }
dl.facts .long dd { font-size: 1rem; }
dl.facts dd { margin: 0; font-size: 1.25rem; font-variant-numeric: tabular-nums; }
pre { background: var(--shade); border-radius: 6px; padding: 10px 12px; margin: 8px 0;
  overflow-x: auto; font: 13px/1.45 ui-monospace, "DejaVu Sans Mono", monospace;
  white-space: pre-wrap; overflow-wrap: anywhere; }
pre span { display: inline-block; max-width: 100%; }
details pre { max-height: 420px; overflow: auto; }
summary { cursor: pointer; color: var(--blue); }
.scroll { overflow-x: auto; margin: 10px 0; }
table { border-collapse: collapse; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
th, td { padding: 3px 14px 3px 0; text-align: left; vertical-align: top; }
th { color: var(--faint); font-weight: 600; border-bottom: 1px solid var(--line); }
td { border-bottom: 1px solid var(--shade); max-width: 46ch; min-width: 2ch; }
.verdicts td { max-width: 75ch; }
.right { text-align: right; }
td.right { white-space: nowrap; }
tr.pass td:last-child { color: var(--pass); font-weight: 600; }
tr.fail td:last-child { color: var(--fail); font-weight: 700; }
tr.none td:last-child { color: var(--faint); }
figure { margin: 14px 0 22px; }
figcaption { color: var(--faint); font-size: 0.9rem; max-width: 90ch; margin-top: 4px; }
.views { display: flex; flex-wrap: wrap; gap: 8px; margin: 0 0 4px; }
button { font: inherit; font-size: 0.85rem; color: var(--ink); background: var(--shade);
  border: 1px solid var(--line); border-radius: 6px; padding: 3px 10px; cursor: pointer; }
.plot { width: 100%; }
.still { overflow-x: auto; }
.still svg { display: block; width: 100%; min-width: 560px; max-width: 860px; }
${DRAWING_STYLE}
@media (max-width: 900px) { table { font-size: 0.82rem; } th, td { padding-right: 9px; }
  td { max-width: 30ch; } td[style] { min-width: 6em; } }
@media print { nav, .views, .reading { display: none; } figure, tr { break-inside: avoid; } }
`;
