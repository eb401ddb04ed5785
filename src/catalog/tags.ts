/** Console page: Basic Configuration > Tag Configuration. The limits are those of Tencent's Tag service. */
import type { Kind } from './kind.ts';

// Letters and digits of any script, blanks inside, and the punctuation that the Tag service documents.
const characters = '[\\p{L}\\p{M}\\p{N} +=._:/@()\\[\\]（）【】,;<>-]';
const noBlankAtTheEnds = '(?! )(?!.* $)';
const reserved = '(?!qcs:|qcloud|tencent|project|项目)';
const charactersInWords = 'letters, digits, blanks inside and + - = . _ : / @ ( ) [ ] （ ） 【 】 , ; < >';

export const tagKinds: readonly Kind[] = [
  {
    name: 'tags',
    path: ['apps', '*', 'tags'],
    title: 'Tags',
    description:
      'The tags of the app, each a key with one value. Sub-accounts that are authorised by tag see only the apps that carry their tags.',
    page: 'Basic Configuration > Tag Configuration',
    served: 'tag-api',
    clicks: {
      update: [
        'Click Edit on the right of Tag Configuration.',
        'Add or delete the tags below in the Edit Tags dialog.',
        'Click OK.',
      ],
    },
    form: 'section',
    body: {
      type: 'map',
      title: 'Tags',
      description: 'Tag keys with their values. Upper and lower case differ.',
      key: {
        title: 'Tag key',
        pattern: `^${reserved}${noBlankAtTheEnds}${characters}+$`,
        hint: `${charactersInWords}; not beginning with qcs:, qcloud, tencent, project or 项目`,
        minLength: 1,
        maxLength: 127,
      },
      item: {
        type: 'string',
        title: 'Tag value',
        description: 'The value of the tag.',
        text: {
          pattern: `^${noBlankAtTheEnds}${characters}+$`,
          hint: charactersInWords,
          minLength: 1,
          maxLength: 255,
        },
        rules: ['TAG-1'],
      },
      maxItems: 50,
      leaving: 'deleted',
      rules: ['TAG-1', 'TAG-2', 'TAG-3'],
    },
    leaving: 'released',
    rules: ['TAG-1', 'TAG-2', 'TAG-3'],
  },
];
