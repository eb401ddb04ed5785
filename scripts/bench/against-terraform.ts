/** The same work by Terraform. */
import { chatform } from './process.ts';
import { accountIn, forgetAll, placeIn, sizeOf } from './projects.ts';
import { sampleAccount } from './sample-account.ts';
import { megabytes, ratios } from './samples.ts';
import { applyAll, plan, type Setting } from './setting.ts';
import type { Row } from './table.ts';
import { compared, terraformVersion } from './terraform.ts';

/** Against Terraform on as many leaves; notes say what was not measured in full. */
export async function againstTerraform(
  { folder, rounds, patience }: Setting,
  apps: number,
): Promise<{ rows: Row[]; notes: string[] }> {
  const goals = { planTime: 1 / 50, planMemory: 1 / 8, apply: 1 / 20 };
  const { leaves, resources } = sizeOf(sampleAccount(apps));
  const [planning, applying] = [`plan of ${apps} apps, after another one`, `apply of ${apps} apps`];
  const names = [
    { what: `${planning}: time`, short: 'Terraform: plan again', atMost: goals.planTime },
    { what: `${planning}: memory`, short: 'Terraform: memory', atMost: goals.planMemory },
    { what: applying, short: 'Terraform: apply', atMost: goals.apply },
  ] as const;
  const version = terraformVersion();
  if (version === undefined) {
    const missing = 'terraform is not on the PATH';
    return { rows: names.map((row) => ({ ...row, samples: [], missing })), notes: [] };
  }
  const applied = accountIn(placeIn(folder, 'against-plan'), apps);
  const fresh = accountIn(placeIn(folder, 'against-apply'), apps);
  chatform(applyAll, applied);
  const comparison = { folder, leaves, rounds, patience };
  const planned = await compared('plan', () => chatform(plan, applied), comparison);
  const carriedOut = await compared(
    'apply',
    () => {
      forgetAll(fresh);
      return chatform(applyAll, fresh);
    },
    comparison,
  );
  const against = "× Terraform's";
  const [time, memory, apply] = names;
  const { chatform: ours, terraform: theirs } = planned;
  return {
    rows: [
      { what: `terraform plan, no changes, ${leaves} leaves`, samples: theirs },
      { ...time, samples: ours, ratios: ratios(ours, theirs), against },
      { ...memory, samples: [], ratios: ratios(ours, theirs, megabytes), against },
      { what: `terraform apply of ${leaves} leaves`, samples: carriedOut.terraform },
      {
        ...apply,
        samples: carriedOut.chatform,
        ratios: ratios(carriedOut.chatform, carriedOut.terraform),
        against,
      },
    ],
    notes: [
      `Terraform ${version} with ${leaves} leaves in resources of 34; chatform has as many in ${resources} resources.`,
      ...[planned.note, carriedOut.note].flatMap((note) => (note === undefined ? [] : [`${note}.`])),
    ],
  };
}
