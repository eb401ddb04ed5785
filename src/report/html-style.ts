/** The style of the page: light and dark, from 360 pixels up, and on paper. */
export const style = `
:root {
  --ground: #f5f6f8; --sheet: #fff; --ink: #1c2128; --faint: #59626d; --line: #dce0e6; --hover: #eef1f5;
  --adds: #146c2e; --changes: #855300; --removes: #b3202a; --link: #0b57a8; --edge: #7d8793;
  --grave: #9f1a24; --grave-ground: #fdecec; --mild: #4d5661; --mild-ground: #eceff3;
  --careful: #7a4b00; --careful-ground: #fff2d6; --good-ground: #e4f4e9; --stress: #ffe7a3;
  --text: system-ui, -apple-system, "Segoe UI", Roboto, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif;
  --mono: ui-monospace, SFMono-Regular, "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", "Noto Sans Mono CJK SC", monospace;
  color-scheme: light dark;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0f1318; --sheet: #161b22; --ink: #dfe5ec; --faint: #97a1ad; --line: #2b323c; --hover: #1e252e;
    --adds: #5bc873; --changes: #dfa83a; --removes: #ff8078; --link: #7ab7ff; --edge: #6b7684;
    --grave: #ff9b94; --grave-ground: #3a1a1c; --mild: #b1bac5; --mild-ground: #262d36;
    --careful: #e9b949; --careful-ground: #33270d; --good-ground: #12301b; --stress: #57450f;
  }
}

/* Text */
* { box-sizing: border-box; }
html { scroll-padding-top: 3.5rem; text-size-adjust: 100%; -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; max-width: 96rem; padding: 1.5rem 2rem 4rem; background: var(--ground); color: var(--ink);
  font: .875rem/1.5 var(--text); overflow-wrap: anywhere; }
h1, h2, h3, h4, p, ul, dl, dd { margin: 0; padding: 0; }
ul { list-style: none; }
h1 { font-size: 1.625rem; line-height: 1.25; letter-spacing: -.01em; }
h2 { font-size: 1.0625rem; margin-bottom: .5rem; }
h3, h4 { font-size: inherit; font-weight: 600; display: inline; }
h3, h4, code, pre, kbd, .place, .declared, .leaves td, .leaves th, .value, a[href^="#/"] {
  font-family: var(--mono); font-size: .8125rem; font-variant-ligatures: none; unicode-bidi: isolate; }
pre { margin: 0; }
pre, .leaves td, .value { white-space: pre-wrap; }
i { font-family: var(--text); }
.faint, .number, .place, .facts, i, dt { color: var(--faint); }
.number { font-weight: normal; }
.number, dd, td { font-variant-numeric: tabular-nums; }
a { color: var(--link); text-underline-offset: .2em; text-decoration-thickness: 1px; }
a:not(:hover) { text-decoration-color: transparent; }
p a, nav a { text-decoration-color: currentcolor !important; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 1px; border-radius: 3px; }
summary:focus-visible { outline-offset: -2px; }
main:focus { outline: none; }
mark { background: var(--stress); color: inherit; border-radius: 2px; }
::highlight(found) { background-color: #ffd33d; color: #1c2128; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: 1rem; top: -4rem; padding: .5rem 1rem; background: var(--sheet); z-index: 3; }
.skip:focus { top: .5rem; }
.grave, .mild { display: inline-block; padding: 0 .45em; border-radius: 3px; font-size: .75rem; line-height: 1.5; white-space: nowrap; }
.cards .grave, .cards .mild { white-space: normal; }
.grave { color: var(--grave); background: var(--grave-ground); font-weight: 600; }
.mild { color: var(--mild); background: var(--mild-ground); }
.adds { --sign: "+"; --tone: var(--adds); }
.changes { --sign: "~"; --tone: var(--changes); }
.removes { --sign: "\\2212"; --tone: var(--removes); }
.adds > th::before, .changes > th::before, .removes > th::before, .tally > span::before, .change h4::before {
  content: var(--sign) / ""; color: var(--tone); font: bold .8125rem var(--mono); display: inline-block; width: 1.25em; }
.tally > span::before { width: 1em; }
.create { --sign: "+"; --tone: var(--adds); }
.update { --sign: "~"; --tone: var(--changes); }
.delete { --sign: "\\2212"; --tone: var(--removes); }

/* Top */
header { margin-bottom: 1.75rem; }
.verdict { width: fit-content; display: flex; gap: .5rem; margin-top: .625rem; padding: .25rem .75rem; border-radius: 4px; font-weight: 600; }
.verdict.good { color: var(--adds); background: var(--good-ground); }
.verdict.careful { color: var(--careful); background: var(--careful-ground); }
.verdict.bad { color: var(--grave); background: var(--grave-ground); }
.verdict.quiet { color: var(--mild); background: var(--mild-ground); }
.counts { display: flex; flex-wrap: wrap; gap: 1px; margin: 1rem 0; }
.counts div { min-width: 6.75rem; display: flex; flex-direction: column-reverse; padding: .375rem .875rem; background: var(--sheet); outline: 1px solid var(--line); }
.counts dt { font-size: .8125rem; }
.counts dd { font-size: 1.375rem; line-height: 1.25; font-weight: 600; }
.counts .sign { display: inline-block; width: 1.25em; font: bold .8125rem var(--mono); color: var(--tone); }
.counts .none dd, .counts .none .sign { color: var(--faint); font-weight: normal; }
.origin { margin-top: 1rem; display: flex; flex-wrap: wrap; gap: .125rem 1.5rem; font-size: .8125rem; }
.origin div { display: flex; gap: .5rem; }
.origin dt { flex: none; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin-top: 1rem; padding-top: .75rem; border-top: 1px solid var(--line); }

/* Sections */
section { margin-bottom: 2rem; }
.told > li, .cards > li, .card { padding: .5rem .75rem; background: var(--sheet); border: 1px solid var(--line); }
.told > li + li, .cards > li + li, .more > .cards, .more > .card { border-top: 0; }
.told > li { display: grid; grid-template-columns: 6rem minmax(0, 3fr) minmax(0, 2fr); gap: .25rem 1rem; align-items: baseline; }
.names li { display: inline-block; max-width: 100%; margin-right: 1rem; }
.more > summary { color: var(--link); width: fit-content; }
.cards p { max-width: 100ch; }
.excerpt { margin: .375rem 0; color: var(--faint); }
.excerpt pre { padding: .25rem .625rem; background: var(--hover); color: var(--ink); border-radius: 4px; }
.excerpt pre span { color: var(--faint); }
.held ul { display: inline; }
.wide { overflow-x: auto; background: var(--sheet); border: 1px solid var(--line); padding: .125rem .75rem; }
.wide table { border-collapse: collapse; width: 100%; }
.wide td, .wide th { padding-right: 1.5rem; overflow-wrap: break-word; }
.wide thead th { color: var(--faint); font-size: .8125rem; white-space: nowrap; }
td, th { text-align: left; vertical-align: baseline; padding: .1875rem .75rem .1875rem 0; font-weight: normal; }
tbody tr, .wide tbody tr { border-top: 1px solid var(--line); }
.leaves tbody tr:first-child { border-top: 0; }
.rules > div { display: grid; grid-template-columns: 4rem minmax(0, 3fr) minmax(0, 2fr); gap: .125rem 1rem; align-items: baseline;
  padding: .25rem .75rem; background: var(--sheet); border: 1px solid var(--line); }
.rules > div + div { border-top: 0; }
a[href^="#rule-"] { display: inline-block; max-width: 100%; }
.rules dt { color: var(--ink); font-family: var(--mono); font-size: .8125rem; }
.rules :target { background: var(--stress); }
.gauge .all { fill: var(--line); }
.gauge .used { fill: var(--faint); }

/* Changes and their filters */
.columns { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1.5rem; }
.scripting .columns { grid-template-columns: 14rem minmax(0, 1fr); }
html:not(.scripting) form { display: none; }
form { position: sticky; top: 0; align-self: start; max-height: 100vh; overflow-y: auto; padding: .25rem .25rem 1rem; font-size: .8125rem; }
form > * { margin: 0 0 .875rem; }
fieldset { border: 0; padding: 0; min-width: 0; }
legend, form > div > label { padding: 0; font-weight: 600; }
fieldset label { display: flex; align-items: center; gap: .5rem; padding: .125rem 0; cursor: pointer; }
fieldset .number { margin-left: auto; }
input[type=checkbox] { margin: 0; width: 1rem; height: 1rem; accent-color: var(--link); }
input[type=search], select, button { font: inherit; color: inherit; background: var(--sheet); border: 1px solid var(--edge); border-radius: 4px; padding: .25rem .5rem; }
input[type=search], select { width: 100%; margin-top: .25rem; display: block; font-weight: normal; }
::placeholder { color: var(--faint); opacity: 1; }
button { cursor: pointer; }
button:disabled { color: var(--faint); border-color: var(--line); cursor: not-allowed; }
button:enabled:hover, .group summary:hover { background: var(--hover); }
kbd { padding: 0 .35em; border: 1px solid var(--line); border-radius: 3px; background: var(--sheet); font-weight: normal; }
#shown { font-weight: 600; }
.buttons { display: flex; flex-wrap: wrap; gap: .375rem; }
#nothing { padding: 2rem 0; color: var(--faint); }
summary { cursor: pointer; }
.group > summary, .change > summary { list-style: none; }
.group > summary::before, .change > summary::before { content: "\\25b8" / ""; flex: none; width: .75em; color: var(--faint); }
.group[open] > summary::before, .change[open] > summary::before { content: "\\25be" / ""; }
.change[open] > summary .grave, .change[open] > summary .mild { display: none; }
.group:not([open]):has(+ .group:not([open])) { margin-bottom: -1px; }
.group { margin-bottom: .75rem; background: var(--sheet); border: 1px solid var(--line); }
.group > summary { display: flex; flex-wrap: wrap; gap: .125rem .625rem; align-items: baseline; padding: .375rem .75rem; position: sticky; top: 0; z-index: 1; background: var(--sheet); box-shadow: 0 1px var(--line); }
.group h3 { font-size: .875rem; }
.tally { margin-left: auto; display: flex; gap: .75rem; }
.change { border-top: 1px solid var(--line); }
.change > summary { display: flex; flex-wrap: wrap; gap: .125rem .625rem; align-items: baseline; padding: .3125rem .75rem; }
.change > summary .place { margin-left: auto; }
h4 span { font-weight: normal; color: var(--faint); }
.verb { color: var(--faint); }
.delete .verb { color: var(--removes); }
.body { padding: 0 .75rem .625rem 2.9rem; scroll-margin-top: 6rem; }
.body ul { margin-bottom: .25rem; }
.leaves { width: 100%; border-collapse: collapse; table-layout: fixed; margin-bottom: .25rem; }
.leaves thead th { padding: 0; font-size: 0; line-height: 0; width: 24%; }
.one thead th:nth-child(2) { width: 42%; }
.two thead th:nth-child(n + 2) { width: 22%; }
.leaves thead th:last-child { width: 32%; }
.leaves td:last-child, .leaves td code, .declared { color: var(--faint); font-size: .75rem; }
td:last-child mark, .declared mark { background: none; color: var(--ink); }
.leaves .to::before { content: "\\2192\\a0" / ""; color: var(--faint); }
.inner th { padding-left: 1.25rem; }
.facts { display: flex; flex-wrap: wrap; gap: .125rem 1.5rem; font-size: .8125rem; }

@media (max-width: 60rem) {
  body { padding: 1rem; }
  .columns, .scripting .columns { grid-template-columns: minmax(0, 1fr); }
  form { position: static; max-height: none; }
  fieldset { display: flex; flex-wrap: wrap; gap: 0 1.25rem; }
  legend { float: left; width: 100%; }
  .told > li, .rules > div { grid-template-columns: minmax(0, 1fr); }
}
@media (max-width: 45rem) {
  body { padding: .75rem; }
  .leaves tbody tr { display: grid; padding: .25rem 0; }
  .leaves tbody { display: block; }
  .leaves tbody th, .leaves td { width: auto !important; padding: 0; }
  .leaves, .leaves thead, .leaves thead tr { display: block; }
  .leaves td, .leaves .inner td { padding-left: 1.25rem; }
  .leaves td:empty { display: none; }
  .body { padding-left: .75rem; }
  .change > summary .place { margin-left: 0; }
}
@media print {
  :root { --ground: #fff; }
  body { padding: 0; max-width: none; font-size: 9pt; }
  form, nav, .skip { display: none !important; }
  .scripting .columns { display: block; }
  ::details-content { content-visibility: visible !important; block-size: auto !important; display: block !important; }
  .group > summary { position: static; }
  .leaves tr, .told > li, .change > summary { break-inside: avoid; }
}
`;
