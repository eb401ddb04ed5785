/**
 * CAM as it is, and as its lists show it: on the real one a write is seen some seconds later (Terraform's provider
 * waits ten).
 */
import { lastSeq } from '../console.ts';
import type { Tables } from '../tables.ts';

export interface Policy {
  readonly id: number;
  readonly name: string;
  readonly preset: boolean;
  readonly description: string;
  /** JSON. */
  readonly document: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface Attachment {
  /** The policy's name. */
  readonly policy: string;
  readonly holder: 'users' | 'groups';
  /** The name of the sub-account or user group. */
  readonly name: string;
  readonly attachedAt: string;
}

/** All of CAM at one moment. */
export interface CamView {
  /** Newest first. */
  readonly policies: readonly Policy[];
  readonly attachments: readonly Attachment[];
}

export interface CamHistory {
  /** CAM as it is. */
  now(): CamView;
  /** CAM as its lists show it. */
  shown(): CamView;
  /** Looks whether there was a write, whose time is now: to be called before and after whatever may write. */
  note(): void;
}

const writes = [
  'CreatePolicy',
  'UpdatePolicy',
  'DeletePolicy',
  'AttachUserPolicy',
  'DetachUserPolicy',
  'AttachGroupPolicy',
  'DetachGroupPolicy',
];

/** `now` in milliseconds, `delay` in seconds. */
export function camHistory(tables: Tables, now: () => number, delay: number): CamHistory {
  let seen = lastSeq(tables);
  let current = readCam(tables);
  /** Oldest first; `until` is when the view was no longer how it was. */
  let past: { readonly view: CamView; readonly until: number }[] = [];

  const note = () => {
    const last = lastSeq(tables);
    if (last === seen) return;
    const sql = `SELECT 1 FROM calls WHERE seq > ? AND result = 'ok' AND action IN (${writes.map(() => '?').join(', ')}) LIMIT 1`;
    const hasChanged = tables.first(sql, seen, ...writes) !== undefined;
    seen = last;
    if (!hasChanged) return;
    const until = now();
    past = [...past.filter((old) => old.until > until - delay * 1000), { view: current, until }];
    current = readCam(tables);
  };

  return {
    note,
    now() {
      note();
      return current;
    },
    shown() {
      note();
      return past.find(({ until }) => until > now() - delay * 1000)?.view ?? current;
    },
  };
}

function readCam(tables: Tables): CamView {
  const columns = 'id, name, preset, description, document, createdAt, updatedAt';
  const policies = tables.all(`SELECT ${columns} FROM policies ORDER BY id DESC`);
  const attachments = tables.all(
    'SELECT policy, holder, name, attachedAt FROM attachments ORDER BY attachedAt, policy, holder, name',
  );
  return {
    policies: policies.map(([id, name, preset, description, document, createdAt, updatedAt]) => ({
      id: Number(id),
      name: String(name),
      preset: preset === 1,
      description: String(description),
      document: String(document),
      createdAt: String(createdAt),
      updatedAt: String(updatedAt),
    })),
    attachments: attachments.map(([policy, holder, name, attachedAt]) => ({
      policy: String(policy),
      holder: holder === 'users' ? 'users' : 'groups',
      name: String(name),
      attachedAt: String(attachedAt),
    })),
  };
}
