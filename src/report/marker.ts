/** The hidden first line of a comment or an issue of ours: whose it is, and what it was made from. */
import { isMap } from '../json.ts';

/** Of the marker's fields: a minor number for additions, a major one for breaks. */
const markerVersion = 1;

export interface Marker {
  /** What the text is: the plan of a pull request, or what was changed outside of chatform. */
  readonly command: 'plan' | 'drift';
  /** Null without `--env`. */
  readonly environment: string | null;
  /** From the root of the repository to the configuration's directory: `""`, or `chat/`. */
  readonly root: string;
  readonly digest?: string;
  readonly commit?: string;
  /** The ID of the run that wrote it: a later one writes over it, an earlier one does not. */
  readonly run?: number;
}

/** One line of HTML comment that no value in it can end or break. */
export function markerText(marker: Marker): string {
  const json = JSON.stringify({ tool: 'chatform', version: markerVersion, ...marker });
  return `<!-- chatform: ${json.replace(/[<>\p{Cc}\p{Bidi_Control}\u2028\u2029-]/gu, escaped)} -->`;
}

const escaped = (char: string) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** The marker of a text; undefined where it has none of ours, or one of a version that this is not. */
export function readMarker(text: string): Marker | undefined {
  const json = /^<!-- chatform: (\{.*\}) -->/.exec(text)?.[1];
  if (json === undefined) return undefined;
  let found: unknown;
  try {
    found = JSON.parse(json);
  } catch {
    return undefined;
  }
  if (!isMap(found) || found.tool !== 'chatform' || found.version !== markerVersion) return undefined;
  const { command, environment, root, digest, commit, run } = found;
  if (command !== 'plan' && command !== 'drift') return undefined;
  if ((environment !== null && typeof environment !== 'string') || typeof root !== 'string') return undefined;
  return {
    command,
    environment,
    root,
    ...(typeof digest === 'string' && { digest }),
    ...(typeof commit === 'string' && { commit }),
    ...(typeof run === 'number' && { run }),
  };
}

/** True when two markers are of the same place: what one wrote the other writes over. */
export function isSamePlace(a: Marker, b: Marker): boolean {
  return a.command === b.command && a.environment === b.environment && a.root === b.root;
}
