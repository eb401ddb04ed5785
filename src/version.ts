import pkg from '../package.json' with { type: 'json' };

/** Put here by scripts/build.js: what the program was made of. */
declare const SOURCES: string | undefined;

/** The version of this build, as package.json has it. */
export const version: string = pkg.version;

/** The version, and what tells builds of one version from each other. */
export const build = `${version}-${typeof SOURCES === 'undefined' ? 'source' : SOURCES}`;
