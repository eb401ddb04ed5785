/**
 * What a kind of resource is. A kind is data: path, attributes, limits, editions, consequences, and the
 * rules of the console that say so. Schema, reference, planner, sandbox seed and contract tests read it.
 */

/** Editions in the order in which an app can be upgraded (APP-7). */
export const editions = ['developer', 'standard', 'premium'] as const;
export type Edition = (typeof editions)[number];

/** What a change brings beyond its values, worst first. */
export const consequenceClasses = [
  'irreversible',
  'data-loss',
  'feature-loss',
  'billable',
  'disruptive',
  'delayed',
  'by-hand',
] as const;
export type ConsequenceClass = (typeof consequenceClasses)[number];

/** The classes that `--auto-approve` applies only when `--allow` names them. */
export const needsAllow: readonly ConsequenceClass[] = consequenceClasses.slice(0, 5);

/** What reads and writes a thing: the console alone, or one of the public APIs. */
export type Served = 'console' | 'tag-api' | 'cam-api' | 'chat-rest';

/** A consequence of a change of an attribute, or of creating or deleting a resource. */
export interface Effect {
  readonly class: ConsequenceClass;
  /**
   * When it comes about. `create`, `delete`: with the resource. `change`: with every change of a live
   * value; `raise`, `lower`: when a number, or a value in an ordered list, goes up or down; `add`: when a
   * key is added to a map; `set`: whenever the attribute gets a value, also with the resource.
   */
  readonly when: 'create' | 'delete' | 'change' | 'raise' | 'lower' | 'add' | 'set';
  /** Only when the new value is one of these. */
  readonly values?: readonly (string | number | boolean)[];
  /** Only when the new value is above what the edition includes: that number by edition. */
  readonly above?: Readonly<Record<Edition, number>>;
  /** One sentence for the reviewer. */
  readonly because: string;
  readonly rule: string;
}

/** A value that only some editions allow. Values in `free` are allowed by all of them. */
export interface Gate {
  readonly editions: readonly Edition[];
  readonly free: readonly (string | number | boolean)[];
  /** What people call the feature, for "switches off …". */
  readonly feature: string;
  readonly rule: string;
}

/** What a name, a key or a string has to look like. */
export interface TextRule {
  readonly pattern?: string;
  /** The pattern in words: "letters only". */
  readonly hint?: string;
  readonly minLength?: number;
  /** In characters. */
  readonly maxLength?: number;
  /** In bytes of UTF-8. */
  readonly maxBytes?: number;
  readonly rule?: string;
}

/**
 * What a person clicks, one sentence a click, with the labels of the console guide. `{key}` is the key of the
 * resource, `{parent}` the key of what it lies in.
 */
export type Clicks = readonly string[];

interface AttributeBase {
  readonly title: string;
  readonly description: string;
  /** The console's default: documentation, and the seed of the sandbox; never put into a desired model. */
  readonly default?: string | number | boolean | readonly string[];
  /** Has to be declared for a resource that is to be created. */
  readonly required?: true;
  /** Cannot be changed once set. The rule says so. */
  readonly immutable?: { readonly rule: string; readonly because: string };
  /** The same, but only where an attribute beside it has one of these values. */
  readonly fixed?: {
    readonly where: string;
    readonly values: readonly string[];
    readonly rule: string;
    readonly because: string;
  };
  /** Given with the call that creates the resource; the others follow by an update. */
  readonly atCreation?: true;
  /** Goes up and never down: a number, false to true, or along the order of an enum's values. */
  readonly upOnly?: { readonly rule: string; readonly because: string };
  /** Only there while an attribute beside it has one of these values; `required` then counts only there. */
  readonly only?: { readonly attribute: string; readonly values: readonly string[] };
  readonly gate?: Gate;
  readonly effects?: readonly Effect[];
  /** How long a change takes to show: "about ten minutes". */
  readonly delay?: string;
  /** Earliest SDK versions and the like. */
  readonly note?: string;
  /** How a person changes it, and all in it, where that is not the way of its kind. */
  readonly clicks?: Clicks;
  /** The area of the page that the clicks lead to, where it is one of its own. */
  readonly area?: string;
  /** The same by the value that it gets, where each has a way of its own. */
  readonly clicksFor?: Readonly<Record<string, Clicks>>;
  readonly rules: readonly string[];
}

export interface TextAttribute extends AttributeBase {
  readonly type: 'string';
  readonly text?: TextRule;
  /** A check that a pattern cannot express, by name (`checks.ts`). */
  readonly check?: 'webhook-url';
}

export interface NumberAttribute extends AttributeBase {
  readonly type: 'integer';
  readonly minimum?: number;
  readonly maximum?: number;
  readonly unit?: string;
}

export interface BooleanAttribute extends AttributeBase {
  readonly type: 'boolean';
}

/** One of some words, in an order where there is one. */
export interface EnumAttribute extends AttributeBase {
  readonly type: 'enum';
  readonly values: Readonly<Record<string, string>>;
  /** What the console calls a value, where that is not how its description begins. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** Some of some words, in no order. */
export interface SetAttribute extends AttributeBase {
  readonly type: 'set';
  readonly values: Readonly<Record<string, string>>;
  /** As of an enum; a value that is several check boxes has them all. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly minItems?: number;
}

/**
 * Names in no order, each of them ours by itself, as the keys of a map are: a name that leaves the YAML is
 * taken away, one that somebody else added is left alone.
 */
export interface NamesAttribute extends AttributeBase {
  readonly type: 'names';
  readonly item: TextRule & { readonly title: string };
}

/** `p12`: opens with the secret in `password` beside it. `json`: a JSON object. */
export type SecretFormat = 'p12' | 'json' | 'text';

/**
 * A secret: declared as `{env: NAME}` or `{file: path}`, read just before the call, and shown nowhere. No
 * console tells it back: a fingerprint in the state tells whether it changed (PSH-4).
 */
export interface SecretAttribute extends AttributeBase {
  readonly type: 'secret';
  /** What can be checked of it before the call; `by` the value of an attribute beside it. */
  readonly format:
    | SecretFormat
    | { readonly by: string; readonly values: Readonly<Record<string, SecretFormat>> };
}

/** Keys chosen by people, or out of `keys`, each with a value of one shape. */
export interface MapAttribute extends AttributeBase {
  readonly type: 'map';
  readonly key: TextRule & { readonly title: string; readonly values?: Readonly<Record<string, string>> };
  readonly item: Attribute;
  readonly minItems?: number;
  readonly maxItems?: number;
  /** What becomes of a key that leaves the YAML: `deleted`, or kept by the console (`kept`), with the rule. */
  readonly leaving: 'deleted' | 'kept';
}

/** A group of attributes. */
export interface ObjectAttribute extends AttributeBase {
  readonly type: 'object';
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** A JSON document in a grammar of its own, compared as a whole after normalisation. */
export interface DocumentAttribute extends AttributeBase {
  readonly type: 'document';
  readonly grammar: 'cam-policy';
}

export type Attribute =
  | TextAttribute
  | NumberAttribute
  | BooleanAttribute
  | EnumAttribute
  | SetAttribute
  | NamesAttribute
  | SecretAttribute
  | MapAttribute
  | ObjectAttribute
  | DocumentAttribute;

/** Something that is done once, on request, and never by itself: no value says that it was done. */
export interface OneShot {
  readonly title: string;
  readonly description: string;
  readonly effects: readonly Effect[];
  /** The editions of an app for which it is done; all where left out. */
  readonly editions?: readonly Edition[];
  /** How a person does it in the console. */
  readonly clicks: Clicks;
  readonly rules: readonly string[];
}

/** What the console shows of a resource and nobody can set. */
export interface Fact {
  readonly title: string;
  readonly description: string;
  readonly rules: readonly string[];
}

export interface Kind {
  /** The word for it in plans and documents: `user-field`. */
  readonly name: string;
  /** Where it stands: `['apps', '*', 'userFields', '*']`; a `*` is a key that people choose. */
  readonly path: readonly string[];
  readonly title: string;
  readonly description: string;
  /** The way through the console: "Feature Configuration > Custom User Field". */
  readonly page: string;
  readonly served: Served;
  /**
   * How a person does it in the console, where the guide says so. `update` is the way of all attributes that
   * have none of their own.
   */
  readonly clicks?: { readonly create?: Clicks; readonly update?: Clicks; readonly delete?: Clicks };
  /** `object`: created, and perhaps deleted. `section`: there with its app, only changed. */
  readonly form: 'object' | 'section';
  /** For a kind with a key of its own: what the key must look like. */
  readonly key?: TextRule & { readonly title: string; readonly example: string };
  /** True where the keys are written as the items of a list (`users: [alice]`). */
  readonly listed?: true;
  /** The body: a group of attributes, or a map such as tags. */
  readonly body: ObjectAttribute | MapAttribute;
  readonly facts?: Readonly<Record<string, Fact>>;
  /** By name: `extend`. */
  readonly oneShots?: Readonly<Record<string, OneShot>>;
  /** Consequences of creating or deleting the resource itself. */
  readonly effects?: readonly Effect[];
  /**
   * What becomes of a resource of ours that leaves the YAML. `released`: a section, kept as it is.
   * `deleted`: planned for deletion, since it can be made again. `removed`: needs an entry in `removed:`.
   * `kept`: cannot be deleted at all, and still counts.
   */
  readonly leaving: 'released' | 'deleted' | 'removed' | 'kept';
  /** How many there can be, the unmanaged ones counted in. */
  readonly capacity?: {
    readonly limit: number;
    readonly per: 'account' | 'app';
    readonly noun: string;
    readonly rule: string;
  };
  readonly rules: readonly string[];
}

/** A rule of the console. */
export interface Rule {
  readonly id: string;
  /** One sentence, in our own words. */
  readonly text: string;
  /** The chapter and section of the console guide that says so, or the public page. */
  readonly source: string;
}
