/** Certificates for offline push. What is kept of a file or a key is its SHA-256 (PSH-4). */
import type { Attribute } from '../../catalog/kind.ts';
import { isMap, type Json, type JsonMap, mapOf, mergePatch } from '../../json.ts';
import { type Answer, carryOut, firstRefusal, type Refused, refuse } from './answer.ts';
import { type Action, type App, onApp } from './app.ts';
import { formOf } from './forms.ts';
import type { Rows, Tables } from './tables.ts';
import type { Upload } from './uploads.ts';
import { illegal, isThere, missing } from './values.ts';

interface Certificate {
  readonly name: string;
  readonly body: JsonMap;
  /** Attribute → SHA-256 in hex. */
  readonly hashes: JsonMap;
}

const parse = (text: unknown) => JSON.parse(String(text)) as JsonMap;

export function certificatesOf(tables: Rows, app: number): Certificate[] {
  return tables.rows('certificates', app).map(([, name, body, hashes]) => ({
    name: String(name),
    body: parse(body),
    hashes: parse(hashes),
  }));
}

/** What is shown of the hashes. */
export function shortened(hashes: JsonMap): JsonMap {
  return mapOf(Object.entries(hashes).map(([name, hash]) => [name, String(hash).slice(0, 8)]));
}

function find(tables: Tables, app: App, name: Json | undefined): Certificate | undefined {
  return certificatesOf(tables, app.id).find((certificate) => certificate.name === name);
}

function save(tables: Tables, app: App, { name, body, hashes }: Certificate): void {
  const sql = 'INSERT OR REPLACE INTO certificates VALUES (?, ?, ?, ?)';
  tables.run(sql, app.id, name, JSON.stringify(body), JSON.stringify(hashes));
}

type Uploads = Readonly<Record<string, Upload>>;

function uploadsOf(secrets: Json | undefined): Uploads {
  // What was written down of each: `withUploads` lets nothing else in.
  const seen = (isMap(secrets) ? secrets : {}) as { readonly [name: string]: unknown };
  return mapOf(Object.entries(seen).map(([name, upload]) => [name, upload as Upload]));
}

/** The files and keys that a form has, in its order. */
function secretFields(form: Attribute): [string, Attribute][] {
  if (form.type !== 'object') return [];
  return Object.entries(form.attributes).filter(([, { type }]) => type === 'secret');
}

const add = onApp((tables, app, { sdkAppId: _, certificateName, secrets, ...given }): Answer => {
  const form = formOf('certificate');
  const name = String(certificateName ?? '');
  const body = mergePatch({}, given) as JsonMap;
  const uploads = uploadsOf(secrets);
  const refused =
    illegalName(name) ??
    (find(tables, app, name) ? nameTaken(name) : undefined) ??
    missing(form, body) ??
    illegal(form, body) ??
    illegalUploads(form, body, uploads) ??
    missingUpload(form, body, uploads);
  return carryOut(refused, () => save(tables, app, { name, body, hashes: hashesOf(uploads) }));
});

const modify = onApp((tables, app, { sdkAppId: _, certificateName, secrets, ...patch }): Answer => {
  const form = formOf('certificate');
  const before = find(tables, app, certificateName);
  if (!before) return notThere(certificateName);
  const body = mergePatch(before.body, patch) as JsonMap;
  const uploads = uploadsOf(secrets);
  const refused =
    chosenForGood(before.body, body) ??
    missing(form, body) ??
    illegal(form, body) ??
    illegalUploads(form, body, uploads);
  return carryOut(refused, () => {
    // Of Google's two ways the one that is given now takes the place of the other.
    const kept = body.platform === 'google' && Object.keys(uploads).length > 0 ? {} : before.hashes;
    save(tables, app, { ...before, body, hashes: { ...kept, ...hashesOf(uploads) } });
  });
});

/** PSH-3. */
const remove = onApp((tables, app, { certificateName }): Answer => {
  const certificate = find(tables, app, certificateName);
  if (!certificate) return notThere(certificateName);
  return carryOut(undefined, () => {
    tables.run('DELETE FROM certificates WHERE app = ? AND name = ?', app.id, certificate.name);
  });
});

function hashesOf(uploads: Uploads): JsonMap {
  return mapOf(
    Object.entries(uploads).flatMap(([name, { sha256 }]) =>
      sha256 === undefined ? [] : [[name, sha256] as const],
    ),
  );
}

/** No rule of the console is about names: it numbers its certificates, and only a sandbox has names. */
function illegalName(name: string): Refused | undefined {
  if (/^[A-Za-z][A-Za-z0-9_-]{0,63}$/.test(name)) return undefined;
  const message = 'The name of a certificate is a letter, then at most 63 letters, digits, "_" or "-".';
  return refuse('InvalidParameterValue.CertificateName', undefined, message);
}

const nameTaken = (name: string) =>
  refuse('FailedOperation.CertificateNameInUse', undefined, `There is a certificate ${name} already.`);

function notThere(name: Json | undefined): Answer {
  const message = `There is no certificate ${name}.`;
  return { ok: false, refused: refuse('ResourceNotFound.CertificateNotFound', 'PSH-3', message) };
}

/** Push platform, push type and environment are chosen when a certificate is added. */
function chosenForGood(before: JsonMap, after: JsonMap): Refused | undefined {
  return firstRefusal(['platform', 'pushType', 'environment'], (name) =>
    before[name] === after[name]
      ? undefined
      : refuse(
          'InvalidParameter.CertificateImmutable',
          name === 'platform' ? 'PSH-1' : 'PSH-2',
          `The ${name} of a certificate cannot be changed.`,
        ),
  );
}

function illegalUploads(form: Attribute, body: JsonMap, uploads: Uploads): Refused | undefined {
  const fields = new Map(secretFields(form));
  const strange = firstRefusal(Object.entries(uploads), ([name, { is }]) => {
    const field = fields.get(name);
    if (!field || !isThere(field, body)) {
      return refuse('UnknownParameter', 'PSH-1', `A certificate for ${body.platform} has no ${name}.`);
    }
    return is === 'empty'
      ? refuse('InvalidParameterValue.SecretEmpty', 'PSH-4', `The ${name} is empty.`)
      : undefined;
  });
  const { certificate, password, serverKey } = uploads;
  if (strange || !certificate) return strange;
  if (serverKey) return oneOfTwo('and not both');
  return illegalFile(body, certificate, password !== undefined);
}

const oneOfTwo = (words: string) =>
  refuse('InvalidParameter.FcmMethod', 'PSH-1', `Google takes an FCM certificate or a server key, ${words}.`);

function illegalFile({ platform }: JsonMap, { is }: Upload, withPassword: boolean): Refused | undefined {
  if (platform === 'google') {
    if (is === 'json') return undefined;
    const message = 'The FCM certificate is a file with a JSON object.';
    return refuse('InvalidParameterValue.FcmFile', 'PSH-1', message);
  }
  switch (is) {
    case 'p12':
      return undefined;
    case 'locked':
      // Without its password a file is kept as it is.
      return withPassword
        ? refuse(
            'InvalidParameterValue.CertificatePassword',
            'PSH-2',
            'The password does not open the .p12 file.',
          )
        : undefined;
    case 'keyless':
      return refuse(
        'InvalidParameterValue.CertificateWithoutKey',
        'PSH-2',
        'The .p12 file has no private key to sign with.',
      );
    default:
      return refuse('InvalidParameterValue.CertificateFile', 'PSH-2', 'The file is no .p12 file.');
  }
}

function missingUpload(form: Attribute, body: JsonMap, uploads: Uploads): Refused | undefined {
  if (body.platform === 'google') {
    return uploads.certificate || uploads.serverKey ? undefined : oneOfTwo('and neither is given');
  }
  return firstRefusal(secretFields(form), ([name, field]) => {
    if (!isThere(field, body) || uploads[name]) return undefined;
    // Of the file only the platform tells that it is needed: for Google there is another way.
    if (!field.required && name !== 'certificate') return undefined;
    return refuse('MissingParameter', field.rules[0], `${name} is missing.`);
  });
}

export const certificateActions: Readonly<Record<string, Action>> = {
  AddCertificate: add,
  ModifyCertificate: modify,
  DeleteCertificate: remove,
};
