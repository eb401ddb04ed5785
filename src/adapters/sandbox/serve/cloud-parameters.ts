/** What a call of the Cloud API may give: each action says it, and what is not so is refused as Tencent does. */
import { isMap, type Json, type JsonMap } from '../../../json.ts';
import { type CloudError, cloudError, type Parameters, type Shape } from './cloud-answer.ts';

/** What is wrong with a request; undefined when nothing is. */
export function wrongParameter(parameters: Parameters, request: JsonMap, path = ''): CloudError | undefined {
  const { required = {}, optional = {} } = parameters;
  const known = new Map([...Object.entries(required), ...Object.entries(optional)]);
  const unknown = Object.keys(request).find((name) => !known.has(name));
  if (unknown !== undefined) {
    return cloudError('UnknownParameter', `The parameter \`${path}${unknown}\` is not recognized.`);
  }
  const missing = Object.keys(required).find((name) => !Object.hasOwn(request, name));
  if (missing !== undefined) {
    const message = `The request is missing a required parameter \`${path}${missing}\`.`;
    return cloudError('MissingParameter', message);
  }
  for (const [name, value] of Object.entries(request)) {
    const wrong = wrongValue(known.get(name) ?? 'text', value, `${path}${name}`);
    if (wrong) return wrong;
  }
  return undefined;
}

function wrongValue(shape: Shape, value: Json, path: string): CloudError | undefined {
  const wrong = () => cloudError('InvalidParameter', `The value type of parameter \`${path}\` is not valid.`);
  if (shape === 'integer') return Number.isInteger(value) ? undefined : wrong();
  if (shape === 'text') return typeof value === 'string' ? undefined : wrong();
  if (isList(shape)) {
    if (!Array.isArray(value)) return wrong();
    for (const [n, item] of value.entries()) {
      const inside = wrongValue(shape[0], item, `${path}.${n}`);
      if (inside) return inside;
    }
    return undefined;
  }
  return isMap(value) ? wrongParameter(shape, value as JsonMap, `${path}.`) : wrong();
}

const isList = (shape: Shape): shape is readonly [Shape] => Array.isArray(shape);
