import { planned, type Scene } from './scene.ts';

/** What a scene's plan refuses: `apps.support.accounts.alice type ACC-3`, in the order of the plan. */
export function refusalsOf(scene: Scene): string[] {
  return planned(scene).plan.refusals.map(({ address, path, rule }) =>
    [address, path.join('.'), rule].filter(Boolean).join(' '),
  );
}

/** What a scene's plan would do: `update apps.support.login`. */
export function changesOf(scene: Scene): string[] {
  return planned(scene).plan.changes.map(({ action, address }) => `${action} ${address}`);
}

/** The consequences of a scene's changes: `apps.support irreversible APP-7`. */
export function consequencesOf(scene: Scene): string[] {
  return planned(scene).plan.changes.flatMap(({ address, consequences }) =>
    consequences.map((one) => `${address} ${one.class} ${one.rule}`),
  );
}
