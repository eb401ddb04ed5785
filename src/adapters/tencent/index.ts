/** The adapter for `console: {type: tencent}`. */
export { openTencent } from './adapter.ts';
export type { TencentOptions } from './adapter-options.ts';
