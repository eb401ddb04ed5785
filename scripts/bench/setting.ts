/** What all measurements are given, and the command lines that they share. */

export interface Setting {
  /** Of all that is written; removed by whoever made it. */
  readonly folder: string;
  readonly rounds: number;
  /** Seconds that one run of Terraform may take. */
  readonly patience: number;
}

export const plan = 'plan --detailed-exitcode';
export const pending = 2;
export const applyAll = 'apply --auto-approve --allow irreversible,billable';
export const perNode = '× node -e 0';
