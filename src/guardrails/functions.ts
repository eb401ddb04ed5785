/** The functions that a rule may call, and what they cost. */
import {
  type CelEnv,
  type CelFunc,
  type CelList,
  CelScalar,
  type CelValue,
  celEnv,
  celFunc,
  celList,
  celMethod,
  isCelError,
  isCelList,
  isCelMap,
  listType,
} from '@bufbuild/cel';
import { strings } from '@bufbuild/cel/ext';
import { type Meter, newMeter } from './meter.ts';

/** Characters of a text that a rule puts together. */
const longestText = 1_000_000;
/** Characters of a regular expression. */
const longestPattern = 1000;
/** Characters, or steps of a regular expression, that take as long as one step of a rule. */
const lettersAStep = 16;

/** CEL's names of its operators. */
const operators = [
  '!_',
  '-_',
  '_+_',
  '_-_',
  '_*_',
  '_/_',
  '_%_',
  '_==_',
  '_!=_',
  '_<_',
  '_<=_',
  '_>_',
  '_>=_',
  '@in',
];
/** The functions that a rule may call. There are none for times: a plan has none. */
export const functions = [
  'size',
  'type',
  'int',
  'uint',
  'double',
  'string',
  'bool',
  'dyn',
  'contains',
  'startsWith',
  'endsWith',
  'matches',
  'charAt',
  'indexOf',
  'lastIndexOf',
  'lowerAscii',
  'upperAscii',
  'split',
  'substring',
  'trim',
] as const;
/** What the expansion of a macro calls, and what needs no function. */
const builtIn = ['_&&_', '_||_', '_?_:_', '_[_]', '@not_strictly_false'];

const known = new Set<string>([...operators, ...functions, ...builtIn]);

/** True for what an expression may call, by its name or as an operator. */
export const isFunction = (name: string): boolean => known.has(name);

/** Where expressions are evaluated, and what they have left. */
export interface Engine {
  readonly env: CelEnv;
  readonly meter: Meter;
}

/** The functions of CEL that there are here, all of them paid from one meter. */
export function newEngine(): Engine {
  const meter = newMeter();
  const all = [...celEnv({ funcs: strings }).funcs].filter(({ name }) => known.has(name));
  return {
    env: celEnv({ funcs: [...all.map((one) => metered(one, meter)), ...ownFunctions(meter)] }),
    meter,
  };
}

/** The same function, at a price. */
function metered(func: CelFunc, meter: Meter): CelFunc {
  const { name, target, result } = func;
  const run = (self: CelValue | undefined, args: CelValue[]): CelValue => {
    charge(name, self === undefined ? args : [self, ...args], meter);
    const value = func.call(0, self, args);
    // Thrown anew, it gets the place of this call.
    if (isCelError(value)) throw new Error(value.message);
    if (value === undefined) throw new Error(`there is no ${name} of such values`);
    return value;
  };
  const types = [...func.arguments];
  return target === undefined
    ? celFunc(name, types, result, (...args: CelValue[]) => run(undefined, args))
    : celMethod(name, target, types, result, function (this: CelValue, ...args: CelValue[]) {
        return run(this, args);
      });
}

function charge(name: string, operands: readonly CelValue[], meter: Meter): void {
  const letters = operands.reduce<number>((sum, one) => sum + lengthOf(one), 0);
  meter.spend(Math.ceil(letters / lettersAStep));
  const [first, second] = operands;
  if (name === '_+_') {
    if (letters > longestText) throw new Error(`a text of more than ${longestText} characters`);
  } else if (name === '_==_' || name === '_!=_') {
    if (isCollection(first) && isCollection(second)) walk(first, meter);
  } else if (name === '@in' && isCelList(second)) {
    if (isCollection(first)) walk(second, meter);
    else meter.spend(second.size);
  } else if (name === 'matches' && typeof first === 'string' && typeof second === 'string') {
    meter.spend(Math.ceil((first.length * sizeOfProgram(second)) / lettersAStep));
  }
}

function lengthOf(value: CelValue | undefined): number {
  return typeof value === 'string' || value instanceof Uint8Array ? value.length : 0;
}

const isCollection = (value: CelValue | undefined) => isCelList(value) || isCelMap(value);

/** Spends a step for everything in a value. */
function walk(value: CelValue | undefined, meter: Meter): void {
  meter.spend(1 + lengthOf(value) / lettersAStep);
  if (isCelList(value)) for (const item of value) walk(item, meter);
  else if (isCelMap(value)) for (const item of value.values()) walk(item, meter);
}

/** At most how many steps a regular expression takes for each character: RE2 takes no more, whatever the text. */
function sizeOfProgram(pattern: string): number {
  if (pattern.length > longestPattern)
    throw new Error(`a regular expression of more than ${longestPattern} characters`);
  const repeats = [...pattern.matchAll(/\{(\d+)(?:,(\d*))?\}/g)].map(([, least, most]) =>
    Math.max(1, Number(least), Number(most ?? 0)),
  );
  // RE2 takes no expression that repeats a part more than a thousand times over all.
  return (
    pattern.length *
    Math.min(
      1000,
      repeats.reduce((product, one) => product * one, 1),
    )
  );
}

const { DYN, INT } = CelScalar;
const LIST = listType(DYN);

/** What loops are made of in place of CEL's own: see `bounded.ts`. */
function ownFunctions(meter: Meter): CelFunc[] {
  const growing = new WeakMap<CelList, CelValue[]>();
  const range = (value: CelValue, weight: bigint): CelValue => {
    const size = isCelList(value) || isCelMap(value) ? value.size : 0;
    meter.spend(1 + size * Number(weight));
    return value;
  };
  // The list so far is seen by the loop alone: it can grow where it is.
  const append = (list: CelList, item: CelValue): CelList => {
    const items = growing.get(list);
    if (items) {
      items.push(item);
      return list;
    }
    const started = [...list, item];
    const grown = celList(started);
    growing.set(grown, started);
    return grown;
  };
  // Lists in lists of lists would be walked through once for each of them.
  const concat = (a: CelList, b: CelList): CelList => {
    meter.spend(a.size + b.size);
    return celList([...a, ...b]);
  };
  return [
    celFunc('@range', [DYN, INT], DYN, range),
    celFunc('@append', [LIST, DYN], LIST, append),
    celFunc('_+_', [LIST, LIST], LIST, concat),
  ];
}
