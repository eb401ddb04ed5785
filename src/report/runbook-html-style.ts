/** What the page of a runbook has beside the style of all pages. */
export const runbookStyle = `
.lead { font-size: 1.0625rem; font-weight: 600; margin: .5rem 0; }
header p { max-width: 80ch; }
.part { margin-bottom: 1.5rem; scroll-margin-top: .5rem; }
.part > summary { display: flex; flex-wrap: wrap; gap: .125rem .75rem; align-items: baseline; padding: .375rem 0; position: sticky; top: 0; background: var(--ground); z-index: 1; }
.part > summary::before { content: "\\25b8" / ""; color: var(--faint); }
.part[open] > summary::before { content: "\\25be" / ""; }
.part h2 { display: inline; margin: 0; font-family: var(--mono); }
.part > p { margin: .25rem 0; }
.step { margin-bottom: .75rem; padding: .75rem 1rem; background: var(--sheet); border: 1px solid var(--line); border-left: 3px solid var(--tone); scroll-margin-top: 3rem; }
.step h3 { display: block; margin-bottom: .375rem; font-family: var(--text); font-size: .9375rem; }
.warnings { margin-bottom: .375rem; }
.known { margin-bottom: .5rem; font-size: .8125rem; }
.known div { display: flex; gap: .5rem; }
.known dt { flex: none; width: 4.5rem; }
.clicks { margin: .5rem 0 .25rem; }
.tick { display: flex; gap: .5rem; padding: .125rem 0; cursor: pointer; }
.tick input { flex: none; margin-top: .2rem; }
.tick input:checked + span { color: var(--faint); text-decoration: line-through; }
.step table { width: 100%; border-collapse: collapse; margin: .25rem 0 .5rem 1.5rem; max-width: calc(100% - 1.5rem); table-layout: fixed; }
.step thead th { color: var(--faint); font-size: .75rem; padding-bottom: 0; }
.step td ul { list-style: disc; padding-left: 1.125rem; }
.whole { white-space: pre-wrap; user-select: all; -webkit-user-select: all; }
.set { font-weight: 500; }
main section { margin-top: 1.5rem; }
@media print {
  .part > summary { position: static; }
  .step { break-inside: avoid; }
  .tick input:checked + span { text-decoration: none; }
}
`;
