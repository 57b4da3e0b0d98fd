// No regular expression of src/ takes more than linear time: redos-detector proves what it can, and all are attacked with long texts.

import {spawn} from 'node:child_process'
import {existsSync, readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {text} from 'node:stream/consumers'
import {expect, test} from 'vitest'
import {attack} from './attack.ts'
import {constructed, type Expression, literals} from './expressions.ts'
import type {Verdict} from './judge.ts'
import {isSlow} from './size.ts'

const FIXTURES = new URL('../plan/fixtures/', import.meta.url)

/** Loads what constructs expressions, and makes it do so. */
const construct = async (): Promise<void> => {
  const {readPlan, FORMATS} = await import('../../src/plan/read.ts')
  const {compile} = await import('../../src/graph/compile.ts')
  const {printYaml} = await import('../../src/graph/yaml.ts')
  const {display} = await import('../../src/util/display.ts')
  for (const file of readdirSync(FIXTURES).filter(name => !name.endsWith('.draft.json'))) {
    const source = readFileSync(new URL(file, FIXTURES), 'utf8')
    for (const format of [undefined, ...FORMATS.map(({name}) => name)]) {
      const draft = readPlan([{file, text: source}], format === undefined ? {} : {format})
      if (draft.ok) display(printYaml(compile(draft.value).graph, file))
    }
  }
}

const expressions = [...(await constructed(construct)), ...literals()]

/** What the detector takes for unsafe, and why it is not. Without such a reason, an expression is to be rewritten. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/^(.*\d)\.\d+[a-z]?$/, 'one way to match for each dot, and what follows a dot ends at the next'],
  [/^(.+)\.\d+[a-z]?$/, 'the same'],
  [/^(.+)\.\d+$/, 'the same'],
  [/^(.*?)\.\d+$/, 'the same'],
  [/^[^/].*\/[^/]*\.[A-Za-z][A-Za-z0-9]{0,9}$/, 'the same, for slashes'],
  [/^\s*(?:[-*+]|\d{1,9}[.)])\s|^\s{2}/, 'two ways at most'],
  [/^\s*(\d+)\s+(?:(\d+)-)?([\d:.]+)\s*$/, 'two ways at most'],
  [/[^\n]*\n|[^\n]+$/g, 'two ways at most, and only at the last line'],
  [
    /\s*(?:[:：](?:\*\*|__)?\s*|\s[-–—|]+\s+|\.(?:\*\*|__)?\s+)|\s*$/y,
    'sticky; runs of white space have a mark between them that is none',
  ],
  [
    /^[ \t]*\{(?=.*"id"[ \t]*:)(?=.*"title"[ \t]*:)(?=.*"(?:issue_type|status|priority)"[ \t]*:).*\}[ \t]*\r?$/m,
    'each looks ahead once, within its line',
  ],
  [
    /^ {0,3}(?:#{2,6}[ \t]+(?:\*\*)?|\*\*)Story[ \t]+#?([A-Z]{0,3}\d{1,4}(?:[.-]\d{1,4}){0,3}[a-z]?)(?:\*\*)?[ \t]*[:：.–—-][ \t]*(.*?)(?:\*\*)?$/is,
    'whatever the title is, the first way through matches',
  ],
  [
    /^([ \t]*(?:- )?[\w-]{1,64}[ \t]*:[ \t]+)(?!["'{|>&*!#])(.+)$/gm,
    'only the last blank of the run behind the colon can be given back',
  ],
  [
    /^[-*+][ \t]+\[[ xX~-]\][ \t]+1\.[ \t][^\n]{0,400}\n(?:[^\n]{0,2000}\n){0,40}?[ \t]*[-*+][ \t]+\[[ xX~-]\](?:\\?\*)?[ \t]+1\.1[ \t.]/m,
    'lines are cut in one way only, and there are forty at most',
  ],
  [
    /\buser\s+stories\b|用户故事|ユーザーストーリー|\b(?:phase|stage|fase)\s*\d+(?:\.\d+)?\b|\bUS\s?-?\d+|\buser\s+story\s+\d+|\p{Lu}[\p{Ll}]+/giu,
    'alternatives that begin with different words',
  ],
  [/^\s*\[?(?:[\p{L} ]{0,30}\bstatus[ \t]*:)?/iu, 'cannot fail'],
  [
    /^(?:tasks?|task (?:list|details|breakdown|descriptions?)|all tasks|implementation tasks|pending|tareas|aufgaben|任务(?:列表|分解|清单)?|タスク(?:一覧)?)\W*$/iu,
    'a bounded beginning and one run',
  ],
  [/([\p{L}]{1,20})\s+([\p{L}\d.]{1,12})/gu, 'bounded words, in 200 characters'],
]
const UNSAFE = new Map(REASONS.map(([{source}, reason]) => [source, reason]))

const CHUNK = 40 // expressions: the detector takes up to 2 GB for so many

const judge = async (chunk: readonly Expression[]): Promise<readonly Verdict[]> => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'judge.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  child.stdin.end(JSON.stringify(chunk))
  return JSON.parse(await text(child.stdout))
}

const show = ({place, pattern, flags}: Expression): string => `${place} /${pattern}/${flags}`

const slow = test.skipIf(!isSlow)

test('expressions are found', () => {
  expect(existsSync(FIXTURES)).toBe(true)
  expect(expressions.length).toBeGreaterThan(500)
  expect(expressions.some(({place}) => place.startsWith('graph/yaml/emit.ts'))).toBe(true)
})

slow('none branches without bounds (only in npm run test:slow)', async () => {
  const count = {safe: 0, unsafe: 0, undecided: 0}
  const unsafe: string[] = []
  for (let from = 0; from < expressions.length; from += CHUNK) {
    const chunk = expressions.slice(from, from + CHUNK)
    for (const [index, verdict] of (await judge(chunk)).entries()) {
      const expression = chunk[index]
      count[verdict]++
      if (verdict === 'unsafe' && expression && !UNSAFE.has(expression.pattern)) unsafe.push(show(expression))
    }
  }
  console.log(`redos-detector: ${JSON.stringify(count)}; all of them are attacked, too`)
  expect(unsafe).toEqual([])
  const known = new Set(expressions.map(({pattern}) => pattern))
  expect([...UNSAFE.keys()].filter(pattern => !known.has(pattern))).toEqual([])
})

slow.each([
  [/\s+$/, '"" + " "'],
  [/^(?:a|a)*$/, '"" + "a"'],
  [/^(?:x+)+:/, '"" + "x"'],
  [/^#[ \t]*(.*?)[ \t]*$/, '"#'],
  [/<!--.*-->/, '"" + "<!--"'],
])('an attack on %s is found (only in npm run test:slow)', ({source, flags}, found) => {
  expect(attack({place: '', pattern: source, flags}, 20)).toContain(found)
})

const TRIES = 20 // of each kind of attack

slow('no attack takes more than linear time (only in npm run test:slow)', () => {
  const found = expressions.flatMap(expression => {
    const text = attack(expression, TRIES)
    return text === undefined ? [] : [`${show(expression)}: ${text}`]
  })
  expect(found).toEqual([])
})
