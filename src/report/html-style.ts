/** The style of the page: light and dark, from 360 pixels up, and on paper. */
export const style = `
:root {
  --ground: #f5f6f8; --sheet: #fff; --ink: #1c2128; --faint: #59626d; --line: #dce0e6; --hover: #eef1f5;
  --add: #146c2e; --change: #855300; --remove: #b3202a; --link: #0b57a8; --focus: #0b57a8;
  --grave: #9f1a24; --grave-ground: #fdecec; --mild: #4d5661; --mild-ground: #eceff3;
  --careful: #7a4b00; --careful-ground: #fff4dd; --good-ground: #e6f4ea;
  --stress: #ffe9b0; --found: #ffd33d; --found-ink: #1c2128;
  --text: system-ui, -apple-system, "Segoe UI", Roboto, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif;
  --mono: ui-monospace, SFMono-Regular, "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", "Noto Sans Mono CJK SC", monospace;
  color-scheme: light dark;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0f1318; --sheet: #161b22; --ink: #dfe5ec; --faint: #97a1ad; --line: #2b323c; --hover: #1e252e;
    --add: #5bc873; --change: #dfa83a; --remove: #ff8078; --link: #7ab7ff; --focus: #7ab7ff;
    --grave: #ff9b94; --grave-ground: #3a1a1c; --mild: #b1bac5; --mild-ground: #262d36;
    --careful: #e9b949; --careful-ground: #33270d; --good-ground: #12301b;
    --stress: #4d3d10; --found: #ffd33d; --found-ink: #1c2128;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 3rem; -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
body { margin: 0 auto; max-width: 100rem; padding: 1.5rem 2rem 4rem; background: var(--ground); color: var(--ink);
  font: .875rem/1.5 var(--text); overflow-wrap: anywhere; }
h1, h2, h3, h4, p, ul, dl, dd { margin: 0; padding: 0; }
ul { list-style: none; }
h1 { font-size: 1.75rem; line-height: 1.2; letter-spacing: -.01em; }
h2 { font-size: 1.0625rem; margin-bottom: .5rem; }
h3, h4 { font-size: inherit; font-weight: inherit; display: inline; }
code, pre, kbd { font-family: var(--mono); font-size: .8125rem; font-variant-ligatures: none; unicode-bidi: isolate; }
pre { margin: 0; white-space: pre-wrap; }
a { color: var(--link); text-decoration-thickness: 1px; text-underline-offset: .2em; }
a:not(:hover) code, a.rule:not(:hover) { text-decoration: none; }
a:has(code):not(:hover) { text-decoration-color: transparent; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; border-radius: 3px; }
main:focus { outline: none; }
.faint, .number, .place, .quote { color: var(--faint); }
.number { font-weight: normal; font-variant-numeric: tabular-nums; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: 1rem; top: -4rem; padding: .5rem 1rem; background: var(--sheet); z-index: 3; }
.skip:focus { top: .5rem; }
.sign { font-family: var(--mono); font-weight: bold; display: inline-block; width: 1.25em; }
.adds .sign, .sign.adds { color: var(--add); }
.changes .sign, .sign.changes { color: var(--change); }
.removes .sign, .sign.removes { color: var(--remove); }
mark { background: var(--stress); color: inherit; border-radius: 2px; }
::highlight(found) { background-color: var(--found); color: var(--found-ink); }
.chip { display: inline-block; padding: 0 .5em; border-radius: 3px; font-size: .75rem; line-height: 1.6; white-space: nowrap;
  color: var(--mild); background: var(--mild-ground); }
.chip.grave { color: var(--grave); background: var(--grave-ground); font-weight: 600; }
.rule { font-family: var(--mono); font-size: .75rem; white-space: nowrap; }

header { margin-bottom: 1.5rem; }
.tool { color: var(--faint); font-family: var(--mono); font-size: .8125rem; }
.verdict { display: inline-flex; gap: .5rem; margin: .75rem .5rem 0 0; padding: .25rem .75rem; border-radius: 4px; font-weight: 600; }
.verdict.good { color: var(--add); background: var(--good-ground); }
.verdict.careful { color: var(--careful); background: var(--careful-ground); }
.verdict.bad { color: var(--grave); background: var(--grave-ground); }
.verdict.quiet { color: var(--mild); background: var(--mild-ground); }
.line { margin-top: .5rem; font-family: var(--mono); font-size: .8125rem; }
.counts { display: flex; flex-wrap: wrap; margin: 1rem 0; border: 1px solid var(--line); border-radius: 6px; background: var(--sheet); width: fit-content; }
.counts div { display: flex; flex-direction: column-reverse; padding: .5rem 1.25rem; min-width: 6.5rem; }
.counts div + div { border-left: 1px solid var(--line); }
.counts dt { color: var(--faint); font-size: .8125rem; }
.counts dd { font-size: 1.375rem; line-height: 1.2; font-weight: 600; font-variant-numeric: tabular-nums; }
.counts .none dd, .counts .none .sign { color: var(--faint); font-weight: normal; }
.origin { display: flex; flex-wrap: wrap; gap: .125rem 1.5rem; font-size: .8125rem; }
.origin div { display: flex; gap: .5rem; }
.origin dt { color: var(--faint); }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin-top: 1rem; padding-top: .75rem; border-top: 1px solid var(--line); }

section { margin-bottom: 2rem; }
.told > li { display: grid; grid-template-columns: 7rem 1fr; gap: .75rem; padding: .5rem .75rem; background: var(--sheet); border: 1px solid var(--line); margin-top: -1px; align-items: baseline; }
.told .chip { justify-self: start; }
.inline { display: inline; }
.inline li { display: inline; margin-right: 1rem; }
.more > summary { color: var(--link); width: fit-content; cursor: pointer; }
.plain li { padding: .125rem 0; }
.cards > li { padding: .625rem .75rem; background: var(--sheet); border: 1px solid var(--line); margin-top: -1px; }
.cards p { max-width: 90ch; }
.cards .head { margin-bottom: .125rem; }
.excerpt { margin: .375rem 0; }
.excerpt pre { padding: .25rem .5rem; background: var(--hover); border-radius: 4px; }
.held p { display: inline; margin-right: .5rem; }

.columns { display: grid; grid-template-columns: 15rem minmax(0, 1fr); gap: 1.5rem; }
.columns:not(:has(> .scripted)), html:not(.scripting) .columns { grid-template-columns: minmax(0, 1fr); }
html:not(.scripting) .scripted { display: none; }
form { position: sticky; top: 1rem; align-self: start; max-height: calc(100vh - 2rem); overflow-y: auto; padding: .125rem; font-size: .8125rem; }
form > * { margin-bottom: .875rem; }
fieldset { border: 0; padding: 0; min-width: 0; margin: 0 0 .875rem; }
legend, form > label { padding: 0; font-weight: 600; display: block; }
fieldset label { display: flex; align-items: center; gap: .5rem; padding: .125rem 0; cursor: pointer; }
fieldset .number { margin-left: auto; }
input[type=checkbox] { margin: 0; accent-color: var(--link); }
input[type=search], select, button { font: inherit; color: inherit; background: var(--sheet); border: 1px solid var(--faint); border-radius: 4px; padding: .3125rem .5rem; }
input[type=search], select { width: 100%; margin-top: .25rem; display: block; font-weight: normal; }
button { cursor: pointer; }
button:hover { background: var(--hover); }
kbd { padding: 0 .3em; border: 1px solid var(--line); border-radius: 3px; background: var(--sheet); font-weight: normal; }
#shown { font-weight: 600; font-variant-numeric: tabular-nums; }
.buttons { display: flex; flex-wrap: wrap; gap: .375rem; }
#nothing { padding: 2rem 0; color: var(--faint); }

summary { cursor: pointer; }
.group { margin-bottom: .75rem; background: var(--sheet); border: 1px solid var(--line); border-radius: 6px; }
.group > summary { display: flex; gap: 1rem; align-items: baseline; padding: .5rem .75rem; position: sticky; top: 0; z-index: 1; background: var(--sheet); border-radius: 6px; }
.group > summary h3 { font-weight: 600; }
.group > summary h3 code { font-size: .9375rem; }
.tally { margin-left: auto; display: flex; gap: .75rem; font-variant-numeric: tabular-nums; }
.change { border-top: 1px solid var(--line); content-visibility: auto; contain-intrinsic-block-size: auto 2.25rem; }
.change > summary { display: flex; flex-wrap: wrap; gap: .125rem .625rem; align-items: baseline; padding: .375rem .75rem; }
.change > summary:hover, .group > summary:hover { background: var(--hover); }
.change > summary .place { margin-left: auto; }
.change > summary .sign { width: auto; }
.verb { color: var(--faint); }
.change.delete .verb { color: var(--remove); }
.body { padding: 0 .75rem .75rem 2.125rem; scroll-margin-top: 6rem; }
.effects li { display: flex; gap: .5rem; align-items: baseline; padding: .125rem 0; }
.because { color: var(--faint); }
.body table { width: 100%; border-collapse: collapse; table-layout: fixed; margin: .25rem 0; }
.body thead th, .cards thead th { padding: 0; border: 0; width: 22%; }
.body thead th:last-child { width: 32%; }
.body .values thead th:nth-child(2) { width: 46%; }
td, th { text-align: left; vertical-align: baseline; padding: .1875rem .75rem .1875rem 0; font-weight: normal; }
tbody tr + tr { border-top: 1px solid var(--line); }
td code { white-space: pre-wrap; }
.before-and-after td:nth-of-type(2)::before { content: "→ " / ""; color: var(--faint); }
.inner th { padding-left: 1.25rem; }
.facts { display: flex; flex-wrap: wrap; gap: .125rem 1.5rem; margin-top: .375rem; font-size: .8125rem; }
.facts div { display: flex; gap: .5rem; }
.facts dt { color: var(--faint); flex: none; }
.wide { overflow-x: auto; background: var(--sheet); border: 1px solid var(--line); border-radius: 6px; padding: .25rem .75rem; }
.wide table { border-collapse: collapse; width: 100%; }
.wide thead th { color: var(--faint); font-size: .8125rem; white-space: nowrap; }
.wide th[scope=row] { font-family: var(--mono); font-size: .8125rem; white-space: nowrap; }
.numbers td { font-variant-numeric: tabular-nums; }
.gauge .all { fill: var(--line); }
.gauge .used { fill: var(--faint); }
tr:target { background: var(--stress); }

@media (max-width: 60rem) {
  body { padding: 1rem; }
  .columns { grid-template-columns: minmax(0, 1fr); }
  form { position: static; max-height: none; }
}
@media print {
  :root { --ground: #fff; }
  body { padding: 0; max-width: none; font-size: 9pt; }
  form, nav, .skip { display: none !important; }
  .columns { display: block; }
  details:not([open])::details-content { content-visibility: visible; block-size: auto; display: block; }
  .group > summary { position: static; }
  .change { content-visibility: visible; break-inside: avoid; }
  .group, .told > li, .cards > li { border-color: #bbb; }
}
`;
