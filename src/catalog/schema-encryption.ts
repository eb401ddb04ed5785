/**
 * `chatform.encryption` as JSON Schema: with what the state and saved plans are encrypted. All of it is annotated as
 * a secret where a text can stand, whose value no message quotes: people write it into the wrong line.
 */
import { type Annotation, described, type Schema } from './schema-attributes.ts';

/** Where a secret is: the one thing that may stand here. `example`: a variable that could hold it. */
export const placeOfSecret = (title: string, description: string, example: string): Schema => {
  const hint = `a reference to the secret, {env: NAME}, such as {env: ${example}}, and never the secret itself`;
  const about: Annotation = { type: 'secret', title, hint };
  return {
    ...described(about, description),
    anyOf: [
      {
        type: 'object',
        properties: {
          env: {
            ...described(
              { ...about, title: 'Environment variable' },
              'The environment variable that holds it.',
            ),
            type: 'string',
            pattern: '^[A-Za-z_][A-Za-z0-9_]{0,127}$',
          },
        },
        required: ['env'],
        additionalProperties: false,
      },
    ],
  };
};

const keys = {
  passphrase: placeOfSecret(
    'Passphrase',
    'Where a passphrase of at least 16 characters is.',
    'CHATFORM_PASSPHRASE',
  ),
  key: placeOfSecret(
    'Key',
    'Where a key of 32 bytes is, as 64 hexadecimal digits or in base64.',
    'CHATFORM_KEY',
  ),
};

const migrations = {
  encrypt: 'What is not encrypted yet is read, and all that is written is encrypted',
  decrypt: 'What is encrypted is read, and nothing that is written is encrypted any more',
};

export const encryptionBlock: Schema = {
  ...described(
    { type: 'object', title: 'Encryption' },
    'With what the state and saved plans are encrypted where they are stored: a passphrase or a key.',
  ),
  type: 'object',
  properties: {
    ...keys,
    previous: {
      ...described(
        {
          type: 'secret',
          title: 'Previous keys',
          hint: 'a list of references, such as [{key: {env: CHATFORM_OLD_KEY}}]',
        },
        'What was used before: read with, and never written with.',
      ),
      type: 'array',
      items: {
        ...described({ type: 'object', title: 'Previous key' }, 'A passphrase or a key of before.'),
        type: 'object',
        properties: keys,
        additionalProperties: false,
      },
    },
    migrate: {
      ...described(
        { type: 'secret', title: 'Migration', hint: 'encrypt or decrypt' },
        'Only while changing over: into encryption, or out of it.',
      ),
      type: 'string',
      enum: Object.keys(migrations),
      enumDescriptions: Object.values(migrations),
    },
  },
  additionalProperties: false,
};
