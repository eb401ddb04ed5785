/** `chatform validate`: the configuration alone, without a console. */
import { jsonText } from '../printable.ts';
import { diagnosticsText, validationJson } from '../report/diagnostics.ts';
import { lintAlone } from './access.ts';
import { brokenRules } from './judge.ts';
import { loadProject } from './project.ts';
import { exitCodes, Invalid, type Run } from './world.ts';

export const run: Run = async ({ options }, world) => {
  const project = loadProject(options, world);
  const diagnostics = [
    ...project.diagnostics,
    ...(await brokenRules(project)),
    ...(await lintAlone(project.desired)),
  ];
  if (diagnostics.some((one) => one.severity === 'error')) throw new Invalid(diagnostics);
  if (options.json) world.print(`${jsonText(validationJson(diagnostics))}\n`);
  else {
    if (diagnostics.length > 0) world.tell(diagnosticsText(diagnostics, world.errorLook));
    const count = project.desired.resources.size;
    world.print(`The configuration is valid: ${count} ${count === 1 ? 'resource' : 'resources'}.\n`);
  }
  return exitCodes.done;
};
