import fc from 'fast-check'
import {expect, test} from 'vitest'
import {repairDocument, repairText} from '../../src/plan/encoding.ts'
import {readPlan} from '../../src/plan/read.ts'

const PAGES = ['windows-1252', 'windows-1254', 'macintosh', 'latin1'] as const

/** What a program makes of text in UTF-8 that takes it for text in an old code page. */
const damage = (text: string, page: string): string =>
  page === 'latin1'
    ? Buffer.from(text, 'utf8').toString('latin1')
    : new TextDecoder(page).decode(new TextEncoder().encode(text))

/** Words of plans. The last of them are traps: undamaged, and yet some of their characters would be one character in UTF-8. */
const LANGUAGES: {readonly [language: string]: readonly string[]} = {
  English: [
    '— done',
    '“quoted” it’s',
    '→ next',
    '✅ Done',
    '🚀 ship',
    '• point',
    '€5',
    '20 °C',
    'naïve café',
  ],
  German: ['für', 'Übersicht', 'Größe', '„Zitat“', 'Spaß…', 'GROẞ', '‚Äpfel‘'],
  French: ['l’été', 'déjà', 'à côté', '« Œuvre »', 'café…\u00A0»', 'élève', 'CAFÉ…'],
  Spanish: ['corrección', '¿qué?', 'España', 'año', 'MAÑANA', '«sí»'],
  Portuguese: ['não', 'ação', 'amanhã', 'À «MAÇû', 'coração', 'AMANHÅ'],
  Swedish: ['på', 'också', 'ÅÄÖ', '”PÅ”', 'Ä–Ö–Ü'],
  Polish: ['żółć', 'zażółć', 'gęślą', 'Łódź'],
  Czech: ['příliš', 'žluťoučký', '„též“', 'kůň'],
  Turkish: ['İstanbul', 'ğüşıöç', 'hâlâ”…', 'çalışma'],
  Greek: ['Ελληνικά', 'σχέδιο'],
  Russian: ['Привет', 'задача', '«ёлка»', 'объект'],
  Hebrew: ['שלום', 'משימה'],
  Arabic: ['مرحبا', 'مهمة'],
  Hindi: ['नमस्ते', 'कार्य'],
  Thai: ['ไทย', 'งาน'],
  Chinese: ['你好', '任务', '依赖：无', '「测试」'],
  Japanese: ['日本語', 'タスク', 'かな'],
  Korean: ['한국어', '작업'],
  Vietnamese: ['tiếng Việt', 'nhiệm vụ'],
  signs: ['├── a', '│ └── b', '≤ 3 ± 1', '2×½', '√π', '[x] ☑️', '⚠️ care'],
}

const phrase = (words: readonly string[]) =>
  fc
    .array(
      fc.oneof(fc.constantFrom(...words), fc.constantFrom('T1:', 'and', '- [ ]', '`src/a.ts`', '\n', '##')),
      {
        maxLength: 30,
      },
    )
    .map(parts => parts.join(' '))
const anyText = fc.oneof(...Object.values(LANGUAGES).map(phrase), phrase(Object.values(LANGUAGES).flat()))

/** Text of one language in which nothing but words stands, so that there is something to see the damage by. */
const wordsOf = (words: readonly string[]) =>
  fc
    .array(fc.constantFrom(...words), {minLength: 8, maxLength: 40})
    .map(parts => `${words.join(' ')}\n${parts.join('\r\n')}`)

test('text that is not damaged is never changed', () => {
  fc.assert(
    fc.property(anyText, text => {
      expect(repairText(text)).toEqual({text})
    }),
    {numRuns: 3000},
  )
})

for (const page of PAGES) {
  test(`text read as ${page}, once or twice, is given back as it was`, () => {
    fc.assert(
      fc.property(fc.oneof(...Object.values(LANGUAGES).map(wordsOf)), text => {
        expect(repairText(damage(text, page)).text).toBe(text)
        expect(repairText(damage(damage(text, page), 'windows-1252')).text).toBe(text)
      }),
      {numRuns: 200},
    )
  })
}

test('one damaged sign is enough', () => {
  const signs = ['—', '→', '✅', '🚀', '’', '…', '⚠️', '€', '•', '≤', 'é', 'für', 'corrección']
  for (const page of PAGES)
    expect(signs.map(sign => repairText(`a ${damage(sign, page)} b`).text)).toEqual(
      signs.map(sign => `a ${sign} b`),
    )
})

test('what lost a byte stays as it is, what is around it is repaired', () => {
  const lossy = damage('— “quoted” ✅ and 🚀', 'windows-1252').replace(/[\u0080-\u009F]/g, '\uFFFD')
  expect(repairText(lossy).text).toBe('— “quotedâ€\uFFFD ✅ and 🚀')
  const withoutLogo = damage('✅ 🚀 →', 'macintosh').replaceAll('\uF8FF', '')
  expect(repairText(withoutLogo).text).toBe('✅ üöÄ →')
})

test('a plan that speaks of damage is not damaged', () => {
  const text = 'Fix the encoding — “â€™” is shown for “’”, and “Ã©” for “é” → see T1 ✅\n'
  expect(repairText(text)).toEqual({text})
})

test('any text keeps its lines, and a second repair finds nothing', () => {
  const page = fc.constantFrom(...PAGES)
  fc.assert(
    fc.property(fc.string({unit: 'binary', maxLength: 60}), page, (text, name) => {
      const {text: repaired} = repairText(damage(text, name))
      const lines = damage(text, name).split(/\r\n|\n|\r/)
      expect(repaired.split(/\r\n|\n|\r/)).toHaveLength(lines.length)
    }),
    {numRuns: 500},
  )
})

test('a byte order mark is cut, damaged or not, and the first column is the first', () => {
  expect(
    ['\uFEFF# A', '\u00EF\u00BB\u00BF# A', damage('\uFEFF# A', 'macintosh')].map(
      text => repairText(text).text,
    ),
  ).toEqual(['# A', '# A', '# A'])
})

test('a repaired plan is read, and the first damage is told where it stood', () => {
  const text = damage('# Plan\n\n## T1: Größe — klein\n\n**Dependencies:** none\n', 'windows-1252')
  const read = readPlan([{file: 'plan.md', text}])
  expect(read.ok && read.value.tasks[0]?.titles[0]?.value).toBe('Größe — klein')
  expect(repairDocument({file: 'plan.md', text}).diagnostics).toEqual([
    {
      severity: 'warning',
      rule: 'mojibake',
      message:
        'plan.md was once read as windows-1252 and saved so: 3 damaged characters read as meant, the first as "ö"; ' +
        'save the document as UTF-8 to be rid of this',
      location: {file: 'plan.md', line: 3, column: 10, endColumn: 11},
      related: [],
      fix: {
        description: 'save the document as UTF-8',
        edits: [
          {
            span: {file: 'plan.md', line: 3, column: 1, endLine: 3, endColumn: 25},
            newText: '## T1: Größe — klein',
          },
        ],
      },
    },
  ])
  expect(read.ok && read.value.diagnostics[0]?.rule).toBe('mojibake')
})
