/** The nouns that all parts share. */
import type { VerdictWord } from './catalog/guardrails.ts';
import type { ConsequenceClass, Served } from './catalog/kind.ts';
import type { Json, JsonMap, Scalar } from './json.ts';

/** A place in a file of the configuration: line and column from 1, `endColumn` exclusive, in UTF-16 units. */
export interface Source {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** The text of the first line, to be quoted. */
  readonly text: string;
}

/** Something to say about what a person wrote. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  /** What is wrong, and what to do about it. */
  readonly message: string;
  readonly source?: Source;
  readonly address?: string;
  readonly rule?: string;
}

const UNKNOWN = Symbol('unknown');

/** A string that is known only after apply: its expression still holds `${apps.KEY.…}` references. */
export interface Unknown {
  readonly [UNKNOWN]: true;
  readonly expression: string;
}

const SECRET = Symbol('secret');

/** Where a secret is: an environment variable of the process, or a file of the configuration's directory. */
export type SecretReference = { readonly env: string } | { readonly file: string };

/** A secret of the desired model: its reference, and once it was read, its fingerprint. Never the secret. */
export interface Secret {
  readonly [SECRET]: true;
  readonly reference: SecretReference;
  /** Salted scrypt, in the text form that the state keeps. */
  readonly fingerprint?: string;
}

/** A value of the desired model: plain JSON with unknown strings and secrets in it. */
export type Value = Scalar | readonly Value[] | ValueMap | Unknown | Secret;
export interface ValueMap {
  readonly [key: string]: Value;
}

export function unknown(expression: string): Unknown {
  return { [UNKNOWN]: true, expression };
}

export function secret(reference: SecretReference, fingerprint?: string): Secret {
  return { [SECRET]: true, reference, ...(fingerprint !== undefined && { fingerprint }) };
}

export function isSecret(value: unknown): value is Secret {
  return typeof value === 'object' && value !== null && SECRET in value;
}

export function isUnknown(value: unknown): value is Unknown {
  return typeof value === 'object' && value !== null && UNKNOWN in value;
}

/** The smallest thing with an address, as declared. */
export interface Resource {
  readonly address: string;
  readonly segments: readonly string[];
  /** The name of its kind in the catalogue. */
  readonly kind: string;
  /** What is declared of it; a null asks for the console's default. */
  readonly body: ValueMap;
  /** Where a path within the body was written; the resource itself for an empty path. */
  readonly locate: (path: readonly string[]) => Source;
}

/** `removed:`: the end of a resource, said in the YAML. */
export interface Removal {
  readonly address: string;
  /** False: stop managing it, and leave it as it is. */
  readonly destroy: boolean;
  readonly because?: string;
  readonly source: Source;
}

/** `moved:`: a resource that got another address. */
export interface Move {
  readonly from: string;
  readonly to: string;
  readonly source: Source;
}

/** What the YAML declares, after templates, environment and variables. */
export interface Desired {
  /** The uin of the root account. */
  readonly account: string;
  /** By address, in the order of the addresses. */
  readonly resources: ReadonlyMap<string, Resource>;
  readonly removed: readonly Removal[];
  readonly moved: readonly Move[];
}

/** A thing of the console, as an adapter read it. */
export interface LiveObject {
  readonly kind: string;
  /** Its address with the console's own ID in place of an app's key: `['apps', '1400000001', 'login']`. */
  readonly segments: readonly string[];
  /** In the catalogue's shape and words. */
  readonly body: JsonMap;
  /** What can only be read: see `Kind.facts`. */
  readonly facts: JsonMap;
  /** True: nobody can read it; it is taken to be as a person confirmed it. */
  readonly believed?: true;
}

/** A part of the console that could not be read. Nothing below `address` may be taken for absent. */
export interface Unreadable {
  /** A live address; `""` is everything. */
  readonly address: string;
  readonly reason: string;
}

/** Something that an adapter cannot do, and a person has to. */
export interface ByHand {
  readonly kind: string;
  /** Only this; all that can be done to it where left out. */
  readonly action?: Action;
  /** Only a resource in which an attribute has this value. */
  readonly where?: { readonly attribute: string; readonly value: Scalar };
  /** Why, in a sentence: "Tencent publishes no API for it." */
  readonly reason: string;
}

/** What an adapter cannot do. Both are empty for one that can do everything. */
export interface Capabilities {
  readonly byHand: readonly ByHand[];
  /** Kinds that it cannot read: what is recorded of them is what a person confirmed. */
  readonly unseen: readonly string[];
}

/** What the console has. */
export interface Live {
  readonly account: string;
  /** The console's own time at the reading, ISO 8601 in UTC. */
  readonly now: string;
  /** By live address. */
  readonly objects: ReadonlyMap<string, LiveObject>;
  readonly unreadable: readonly Unreadable[];
  /** Kinds of which the objects are all that there are, also where an adapter cannot see into them. */
  readonly listed?: readonly string[];
  /**
   * Live addresses at which only what somebody names was looked for, with why: there may be more. Plans do not need
   * to know; an import does.
   */
  readonly unlisted?: readonly Unreadable[];
  /** What a reviewer has to know of the reading: warnings, in sentences. */
  readonly notices?: readonly string[];
  /** What it shows of the account itself: `callTrials`, used by all apps that there ever were (RTC-2). */
  readonly facts?: JsonMap;
  /**
   * Live addresses that the adapter's own calls stand on, each with why: the admin that signs them, the policies of
   * the sub-account whose key it has.
   */
  readonly standsOn?: Readonly<Record<string, string>>;
  /** The names that policies can be attached to, and the preset policies that can be attached. */
  readonly directory: {
    readonly users: readonly string[];
    readonly groups: readonly string[];
    readonly presets: readonly string[];
  };
}

/** What the state remembers of a resource of ours: the attributes that were declared, as last seen or set. */
export interface Recorded {
  readonly kind: string;
  readonly body: JsonMap;
}

/** A call that was about to be made: written before it, settled after it. */
export interface Intent {
  readonly id: string;
  readonly address: string;
  readonly kind: string;
  readonly action: 'create' | 'update' | 'delete';
  readonly patch: JsonMap;
  /** Creating an app: the SDKAppIDs that there were before, to tell the new one by. */
  readonly before?: readonly string[];
}

/** A change that was left to a person. */
export interface Waiting {
  /** Since when, ISO 8601 in UTC, and by which run. */
  readonly since: string;
  readonly run: string;
  /** SHA-256 of what was to be set; left out where a part of it was not known yet. */
  readonly wanted?: string;
}

/** What a person said to have done by hand. */
export interface Confirmation {
  readonly by: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
  readonly action: Action;
  /** By address: what was recorded before, to be put back if it turns out to be wrong. */
  readonly before: Readonly<Record<string, Recorded>>;
  /** Of an app that was created or deleted: its SDKAppID. */
  readonly id?: string;
}

/** A resource that is taken to be as somebody confirmed it. */
export interface Confirmed {
  readonly address: string;
  readonly kind: string;
  readonly by: string;
  readonly at: string;
}

/** What takes back one change of a run: written down with the first of its calls, before that is made. */
export interface Inverse {
  readonly address: string;
  readonly kind: string;
  /** What the run did. */
  readonly action: Action;
  /** Of an update: what it changed that can be put back. `before` undefined: it was not there. */
  readonly leaves?: readonly { readonly path: readonly string[]; readonly before?: Json }[];
  /** Of a deletion: the values that were ours. */
  readonly before?: JsonMap;
  /** What cannot be taken back, and why. An empty path: nothing of it can. */
  readonly lasting: readonly Lasting[];
}

/** Something that nobody can take back. */
export interface Lasting {
  readonly path: readonly string[];
  readonly because: string;
  /** The rule of the console that says so, where it is one. */
  readonly rule?: string;
}

/** A consequence of a change, as a reviewer reads it. */
export interface Consequence {
  readonly class: ConsequenceClass;
  readonly because: string;
  readonly rule: string;
  /** The attribute that brings it; empty for the resource itself. */
  readonly path: readonly string[];
}

/** One difference inside a document. `before` undefined: added; `after` undefined: removed. */
export interface DocumentChange {
  readonly path: string;
  readonly before?: Json;
  readonly after?: Json;
}

/** One value that changes. `before` undefined: not there; `after` undefined: taken away. */
export interface Leaf {
  readonly path: readonly string[];
  readonly before?: Json;
  readonly after?: Value;
  /** True when `null` was declared: `after` is the console's default. */
  readonly reset?: true;
  /** For a document: what differs inside. */
  readonly details?: readonly DocumentChange[];
  readonly source?: Source;
}

export type Action = 'create' | 'update' | 'delete';

/** What is to happen to one resource. Data through and through: it can be saved, hashed and read again. */
export interface Change {
  readonly address: string;
  readonly segments: readonly string[];
  readonly kind: string;
  readonly action: Action;
  /** Why, where it is not plain: Terraform's words. */
  readonly reason?: string;
  /** What `removed:` says for whoever reviews it. */
  readonly because?: string;
  /** The live values that are managed or about to go; null before it exists. */
  readonly before: JsonMap | null;
  /** The values wanted; null after its end. */
  readonly after: ValueMap | null;
  readonly leaves: readonly Leaf[];
  readonly consequences: readonly Consequence[];
  readonly via: Served;
  /** A person has to do it: why, and since when it was left to one. */
  readonly byHand?: { readonly reason: string; readonly waitingSince?: string };
  /** When it shows: "about ten minutes after". */
  readonly effective?: string;
  /** Addresses of the changes that have to be done before. */
  readonly dependsOn: readonly string[];
  readonly source?: Source;
}

/** A wanted change that the console would not allow. */
export interface Refusal {
  readonly address: string;
  readonly path: readonly string[];
  readonly rule: string;
  /** What is refused and why. */
  readonly message: string;
  /** What to do instead. */
  readonly remedy?: string;
  /** Addresses of the changes that cannot be done without this one. */
  readonly holds: readonly string[];
  readonly source?: Source;
}

/** A live value that somebody else changed since it was recorded. */
export interface Drift {
  readonly address: string;
  readonly kind: string;
  /** Null: deleted behind our back. */
  readonly after: JsonMap | null;
  readonly before: JsonMap;
  readonly leaves: readonly Leaf[];
}

/** What is no longer declared: it keeps its value and is not managed any more. */
export interface Release {
  readonly address: string;
  readonly kind: string;
  /** Empty for a whole resource. */
  readonly path: readonly string[];
  /** What it keeps. */
  readonly value: Json;
  /** Said where it still counts against a limit, or is stranded by a rename. */
  readonly note?: string;
}

/** One value that is not the same on both sides. Undefined: not declared there. */
export interface Difference {
  readonly address: string;
  readonly kind: string;
  /** Empty: the resource itself is declared on one side only. */
  readonly path: readonly string[];
  readonly left?: Value;
  readonly right?: Value;
  readonly leftSource?: Source;
  readonly rightSource?: Source;
}

/** How much of a limit is used. */
export interface Capacity {
  /** `account`, or the address of the app. */
  readonly scope: string;
  readonly kind: string;
  readonly noun: string;
  readonly limit: number;
  readonly before: number;
  readonly after: number;
  /** How many of `before` are not managed here. */
  readonly unmanaged: number;
  readonly rule: string;
}

/** A live object that the YAML does not declare and the state does not know. */
export interface Unmanaged {
  readonly kind: string;
  /** Address in the YAML where its app is managed, else its live address. */
  readonly address: string;
  readonly label: string;
}

/** An address that need not keep a guardrail for some time. */
export interface Waiver {
  readonly address: string;
  readonly reason: string;
  /** Who answers for it. */
  readonly by: string;
  /** The last day that it holds, in UTC: `2026-12-31`. */
  readonly until: string;
  readonly source: Source;
}

/** Who can change a guardrail: whoever changes the configuration, or nobody in its repository. */
export type GuardrailOrigin = 'configuration' | 'directory';

/** A place in a plan that breaks a guardrail. */
export interface Violation {
  /** The change; undefined for a rule over the whole plan. */
  readonly address?: string;
  /** The rule's message, filled in. */
  readonly message: string;
  /** Where the change is declared. */
  readonly source?: Source;
  /** What lets it pass all the same. */
  readonly waiver?: Waiver;
}

/** What one guardrail says of a plan. There is one for each rule, also for those that passed. */
export interface Verdict {
  readonly name: string;
  readonly level: 'deny' | 'warn';
  readonly origin: GuardrailOrigin;
  /** The built-in guardrail that it is. */
  readonly uses?: string;
  readonly verdict: VerdictWord;
  /** In the order of the plan's changes. */
  readonly findings: readonly Violation[];
  /** Why the rule is broken, or why what it denies passes all the same. */
  readonly reason?: string;
  /** The rule's name; where it is broken, what is wrong with it. */
  readonly source: Source;
}

/** What the changes of a plan mean for some people, in a sentence. */
export interface AccessChange {
  readonly direction: 'gain' | 'loss';
  /** Sub-accounts and user groups, by name. */
  readonly who: readonly { readonly kind: 'user' | 'group'; readonly name: string }[];
  /** `alice gains everything in Chat on apps.support, by support-operators`. */
  readonly text: string;
  /** What it leads to: `can change CAM itself (cam:AttachUserPolicy)`; empty for most. */
  readonly escalation: readonly string[];
}

/** Where a plan stands on: what must not have moved when it is applied. */
export interface PlannedAgainst {
  readonly account: string;
  readonly adapter: string;
  /** SHA-256 of the desired model. */
  readonly config: string;
  /** Null: there was no state yet. */
  readonly state: { readonly lineage: string; readonly serial: number } | null;
  /** SHA-256 of the guardrails that it was judged by; null: there were none. */
  readonly guardrails: string | null;
  /** By address: SHA-256 of the live object that a change starts from; null: it was not there. */
  readonly objects: Readonly<Record<string, string | null>>;
  /** How many plans that do the same to the same were carried out before it; absent for none. */
  readonly again?: number;
}

/** What a plan was asked for, beside the files: what a saved plan needs to be made again. */
export interface Inputs {
  readonly environment: string | null;
  readonly targets: readonly string[];
  readonly excludes: readonly string[];
  /** The values given from outside the files, those of sensitive variables left out. */
  readonly variables: Readonly<Record<string, string | number | boolean>>;
  /** `unread`: secrets were left alone, and their changes not seen. Such a plan is to be looked at only. */
  readonly secrets: 'read' | 'unread';
  /** The run that it takes back; absent for a plan of what the configuration declares. */
  readonly undo?: string;
}

/** What would be done, and all that a reviewer must know of it. */
export interface Plan {
  readonly changes: readonly Change[];
  readonly refusals: readonly Refusal[];
  readonly drift: readonly Drift[];
  readonly released: readonly Release[];
  /** Resources of ours that get another address: only the state changes. */
  readonly moved: readonly { readonly from: string; readonly to: string }[];
  readonly unmanaged: readonly Unmanaged[];
  /** What nobody can read, and is taken to be as it was confirmed: by address. */
  readonly confirmed: readonly Confirmed[];
  readonly capacity: readonly Capacity[];
  /** What each guardrail says. */
  readonly verdicts: readonly Verdict[];
  /** Who may do more or less afterwards: gains first, and among them what leads to more rights. */
  readonly access: readonly AccessChange[];
  readonly diagnostics: readonly Diagnostic[];
  /** App addresses and the SDKAppIDs that they stand for. */
  readonly bindings: Readonly<Record<string, string>>;
  /** False when something was left out: by `--target` or `--exclude`, or because it could not be read. */
  readonly complete: boolean;
  readonly inputs: Inputs;
  readonly plannedAgainst: PlannedAgainst;
  /** SHA-256: see `digestOf`. */
  readonly digest: string;
}
