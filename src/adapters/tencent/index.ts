/** The adapter for `console: {type: tencent}`. */
export { openTencent, type TencentOptions } from './adapter.ts';
