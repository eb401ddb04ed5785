/** A secret that is not printed by accident: JSON, templates and the console do not show it. */
export interface Token {
  readonly reveal: () => string;
}

/** `GH_TOKEN`, else `GITHUB_TOKEN`, as GitHub's own command line reads them; undefined where there is none. */
export function readToken(env: Readonly<Record<string, string | undefined>>): Token | undefined {
  const text = (env.GH_TOKEN || env.GITHUB_TOKEN || '').trim();
  return text === '' ? undefined : { reveal: () => text };
}
