/** `chatform validate`: the configuration alone, without a console. */
import { diagnosticsText, validationJson } from '../report/diagnostics.ts';
import { Invalid, loadProject } from './project.ts';
import { brokenRules } from './rules.ts';
import { exitCodes, type Run } from './world.ts';

export const run: Run = async ({ options }, world) => {
  const project = loadProject(options, world);
  const broken = await brokenRules(project);
  if (broken.length > 0) throw new Invalid([...project.diagnostics, ...broken]);
  if (options.json) world.print(`${JSON.stringify(validationJson(project.diagnostics), null, 2)}\n`);
  else {
    if (project.diagnostics.length > 0) world.tell(diagnosticsText(project.diagnostics, world.errorLook));
    const count = project.desired.resources.size;
    world.print(`The configuration is valid: ${count} ${count === 1 ? 'resource' : 'resources'}.\n`);
  }
  return exitCodes.done;
};
