/** What every form of a runbook is made of: for each step what it is, where, what to click, and what to set. */
import { attributeAt, attributesOf, kindNamed } from '../catalog/index.ts';
import { type Clicks, consequenceClasses, type Kind } from '../catalog/kind.ts';
import { clicksFor, clicksOf, placeInConsole, withKeys } from '../catalog/way.ts';
import { equal } from '../json.ts';
import type { Change, Consequence, Leaf } from '../model.ts';
import { sinceText } from './by-hand.ts';
import { leavesOf, scopeOf } from './outline.ts';
import type { Runbook } from './runbook.ts';
import { type Known, type Row, rowOf } from './runbook-values.ts';

/** Clicks, and the values that they are for. */
export interface Area {
  readonly clicks: Clicks;
  /** How many of the clicks come before the values: the others save them. */
  readonly opening: number;
  readonly rows: readonly Row[];
  /** The values are there already: there is nothing to set. */
  readonly isCheck?: true;
}

/** One change that a person makes. */
export interface Step {
  /** From 1. */
  readonly number: number;
  readonly change: Change;
  /** `Change login settings`, and the key of what it is about, where that is not its app. */
  readonly title: string;
  readonly key: string | undefined;
  /** `apps.support`, or `cam`. */
  readonly scope: string;
  /** Of its app; undefined in CAM, and as long as the app is not there. */
  readonly sdkAppId: string | undefined;
  /** The step that creates its app; undefined where it is there, or is this step. */
  readonly appStep: number | undefined;
  /** Where in the console. */
  readonly place: string;
  /** What it can be told by where it is changed: values that never change. */
  readonly marks: readonly Row[];
  readonly areas: readonly Area[];
  /** The labels of what the next apply sets, once it is there. */
  readonly rest: readonly string[];
  /** What cannot be undone first. */
  readonly consequences: readonly Consequence[];
  /** When it shows, where that is not at once. */
  readonly effective: string | undefined;
  /** The numbers of the steps that it needs. */
  readonly needs: readonly number[];
  /** What an apply has to do before. */
  readonly needsApply: readonly string[];
  /** `since 2026-11-20 (2 days)`. */
  readonly waiting: string | undefined;
  /** The command that says that it was done. */
  readonly confirm: string;
}

/** All steps of a runbook. */
export function stepsOf(book: Runbook): Step[] {
  const numbers = new Map(book.steps.map((change, index) => [change.address, index + 1]));
  return book.steps.map((change, index) => stepOf(change, index + 1, book, numbers));
}

function stepOf(change: Change, number: number, book: Runbook, numbers: ReadonlyMap<string, number>): Step {
  const kind = kindNamed(change.kind);
  const scope = scopeOf(change.address);
  const since = change.byHand?.waitingSince;
  const appStep = change.address === scope ? undefined : numbers.get(scope);
  const known = { ...book, isNewApp: !Object.hasOwn(book.bindings, scope) && appStep !== undefined };
  return {
    number,
    change,
    ...titleOf(change, kind),
    scope,
    sdkAppId: Object.hasOwn(book.bindings, scope) ? book.bindings[scope] : undefined,
    appStep: Object.hasOwn(book.bindings, scope) ? undefined : appStep,
    place: kind ? placeInConsole(kind, change.action) : 'Chat console',
    marks: marksOf(change, kind, known),
    ...workOf(change, kind, known),
    consequences: consequencesOf(change),
    effective: change.effective,
    needs: change.dependsOn.flatMap((address) => numbers.get(address) ?? []).sort((a, b) => a - b),
    needsApply: book.before.get(change.address) ?? [],
    waiting: since === undefined ? undefined : sinceText(since, book.now),
    confirm: confirmCommand([change], book),
  };
}

const verbs = { create: 'Create', update: 'Change', delete: 'Delete' } as const;

function titleOf(
  { kind: name, action, segments }: Change,
  kind: Kind | undefined,
): Pick<Step, 'title' | 'key'> {
  const noun = kind?.title ?? name.replaceAll('-', ' ');
  const plain = /^[A-Z][a-z]/.test(noun) ? noun.charAt(0).toLowerCase() + noun.slice(1) : noun;
  // There is no creating of what is there with its app.
  const verb = kind?.form === 'section' ? verbs.update : verbs[action];
  const hasKey = kind === undefined || (kind.path.at(-1) === '*' && kind.path.length > 2);
  return { title: `${verb} ${plain}`, key: hasKey ? segments.at(-1) : undefined };
}

/** The values that nobody can change, of something that is changed: they tell which one it is. */
function marksOf(change: Change, kind: Kind | undefined, known: Known): Row[] {
  const { action, after, before } = change;
  if (!kind || action !== 'update') return [];
  return attributesOf(kind).flatMap(({ path: [name = '', ...inner], attribute }) => {
    const value = after?.[name] ?? before?.[name];
    if (!attribute.immutable || inner.length > 0 || value === undefined) return [];
    return [rowOf(change, kind, { path: [name], after: value }, known)];
  });
}

/** What to do, area by area, and what is left for the next apply. */
function workOf(change: Change, kind: Kind | undefined, known: Known): Pick<Step, 'areas' | 'rest'> {
  const rowFor = (leaf: Leaf) => rowOf(change, kind, leaf, known);
  const areaWith = (clicks: Clicks, its: readonly Leaf[]): Area => ({
    clicks: clicks.map((click) => withKeys(click, change.segments)),
    opening: openingOf(clicks),
    rows: its.map(rowFor),
  });
  const setting = (its: readonly Leaf[], of: Kind): Area[] => [
    ...areasOf(
      its.filter((leaf) => !isDefault(leaf, of)),
      of,
    ).map((one) => areaWith(one.clicks, one.leaves)),
    ...checkOf(its.filter((leaf) => isDefault(leaf, of)).map(rowFor)),
  ];
  const leaves = leavesOf(change);
  if (!kind) return { areas: [areaWith([], leaves)], rest: [] };
  if (change.action === 'delete') return { areas: [areaWith(clicksOf(kind, 'delete'), leaves)], rest: [] };
  if (change.action === 'update' || kind.form === 'section') {
    if (known.isNewApp) return { areas: setting(leaves, kind), rest: [] };
    return { areas: areasOf(leaves, kind).map((one) => areaWith(one.clicks, one.leaves)), rest: [] };
  }
  const [first, later] = atCreation(leaves, kind);
  const creation = areaWith(clicksOf(kind, 'create'), first);
  if (kind.served !== 'console') return { areas: [creation], rest: later.map((leaf) => rowFor(leaf).label) };
  return { areas: [creation, ...setting(later, kind)], rest: [] };
}

/** The clicks up to the one that enters the values below it. All of them, where none does. */
function openingOf(clicks: Clicks): number {
  const last = clicks.findLastIndex((click) => /\bbelow\b/.test(click));
  return last < 0 ? clicks.length : last + 1;
}

/** What a new thing has by itself. */
function checkOf(rows: readonly Row[]): Area[] {
  const clicks = ['Check that it has these values already.'];
  return rows.length === 0 ? [] : [{ clicks, opening: clicks.length, rows, isCheck: true }];
}

interface Leaves {
  readonly clicks: Clicks;
  readonly leaves: Leaf[];
}

/** Leaves that the same clicks are for, in the order of the first of each. */
function areasOf(leaves: readonly Leaf[], kind: Kind): Leaves[] {
  const areas = new Map<string, Leaves>();
  for (const leaf of leaves) {
    const clicks = clicksFor(kind, leaf.path, leaf.after);
    const key = clicks.join('\n');
    const found = areas.get(key);
    if (found) found.leaves.push(leaf);
    else areas.set(key, { clicks, leaves: [leaf] });
  }
  return [...areas.values()];
}

/** What creation takes, and what is set after it. A kind that says nothing of it takes all. */
function atCreation(leaves: readonly Leaf[], kind: Kind): readonly [Leaf[], Leaf[]] {
  const says = attributesOf(kind).some(({ attribute }) => attribute.atCreation);
  const isTaken = ({ path }: Leaf) => !says || attributeAt(kind, path.slice(0, 1))?.atCreation === true;
  return [leaves.filter(isTaken), leaves.filter((leaf) => !isTaken(leaf))];
}

/** True for a value that a new thing has by itself. */
function isDefault({ path, after }: Leaf, kind: Kind): boolean {
  const value = attributeAt(kind, path)?.default;
  return value !== undefined && equal(value, after);
}

function consequencesOf({ consequences, effective }: Change): Consequence[] {
  const rank = ({ class: name }: Consequence) => consequenceClasses.indexOf(name);
  return consequences
    .filter((one) => one.class !== 'by-hand' && one.because !== effective)
    .sort((a, b) => rank(a) - rank(b));
}

/** `chatform confirm --env production apps.support=SDKAPPID`: a new app is told with its SDKAppID. */
function confirmCommand(changes: readonly Change[], book: Runbook): string {
  const names = changes.map((one) => (isNewApp(one) ? `${one.address}=SDKAPPID` : one.address));
  return commandOf(names, [], book);
}

/** `chatform confirm --deny apps.support.login`; with the word `ADDRESS` for any. */
export function denyCommand(address: string, book: Runbook): string {
  return commandOf([address], ['--deny'], book);
}

/** With all that the configuration was read with: without it, the command would be about another one. */
function commandOf(
  names: readonly string[],
  flags: readonly string[],
  { environment, directory, variables }: Runbook,
): string {
  const given = [
    ...(directory === undefined ? [] : ['-C', directory]),
    ...(environment === null ? [] : ['--env', environment]),
    ...Object.entries(variables).flatMap(([name, value]) => ['--var', `${name}=${value}`]),
  ];
  return ['chatform confirm', ...[...given, ...flags, ...names].map(inShell)].join(' ');
}

function isNewApp({ kind, action }: Change): boolean {
  return kind === 'app' && action === 'create';
}

/** A word as a POSIX shell takes it. */
export function inShell(word: string): string {
  return /^[\w./:=@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Steps of one app, or of CAM, that follow each other. */
export interface Chapter {
  readonly scope: string;
  readonly sdkAppId: string | undefined;
  /** The step that creates the app. */
  readonly appStep: number | undefined;
  readonly steps: readonly Step[];
  /** One command for all of them, where there are several; a new app has its own. */
  readonly confirmAll: string | undefined;
}

/** More are told by the address that they are below. */
const mostInOneCommand = 12;

/** The steps by app, as far as they follow each other. */
export function chaptersOf(steps: readonly Step[], book: Runbook): Chapter[] {
  const runs: Step[][] = [];
  for (const step of steps) {
    const last = runs.at(-1);
    if (last?.[0]?.scope === step.scope) last.push(step);
    else runs.push([step]);
  }
  const counts = new Map<string, number>();
  for (const { scope } of steps) counts.set(scope, (counts.get(scope) ?? 0) + 1);
  return runs.map((run) => chapterOf(run, run.length === counts.get(run[0]?.scope ?? ''), book));
}

/** `isAll`: no other chapter has steps of the same app. */
function chapterOf(steps: readonly Step[], isAll: boolean, book: Runbook): Chapter {
  const [first] = steps;
  const scope = first?.scope ?? '';
  const old = steps.map(({ change }) => change).filter((change) => !isNewApp(change));
  const below = old.filter(({ address }) => address !== scope);
  const confirmAll =
    old.length < 2
      ? undefined
      : old.length <= mostInOneCommand
        ? confirmCommand(old, book)
        : isAll
          ? commandOf([...(below.length < old.length ? [scope] : []), `${scope}.*`], [], book)
          : undefined;
  return {
    scope,
    sdkAppId: first?.sdkAppId,
    appStep: first && isNewApp(first.change) ? first.number : first?.appStep,
    steps,
    confirmAll,
  };
}

/** Why steps are done by hand: each reason once, the commonest first. */
export function reasonsOf({ steps }: Runbook): string[] {
  const counts = new Map<string, number>();
  for (const { byHand } of steps) {
    const reason = byHand?.reason ?? '';
    if (reason !== '') counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a).map(([reason]) => reason);
}
