import fc from 'fast-check'
import {expect, test} from 'vitest'
import {type Json, readJson} from '../../src/plan/json.ts'

/** Back to what JSON.parse gives, by the texts alone. */
const plain = (json: Json): unknown => {
  if (json.type === 'list') return json.items.map(plain)
  if (json.type === 'object') return [...json.entries].map(([key, value]) => [key, plain(value)])
  return json.type === 'string' ? json.text : JSON.parse(json.text)
}

/** Objects as lists of their entries, in the order of the text. */
const entries = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(entries)
  if (typeof value !== 'object' || value === null) return value
  return Object.entries(value).map(([key, item]) => [key, entries(item)])
}

const containers = (json: Json): Json[] => {
  if (json.type === 'list') return [json, ...json.items.flatMap(containers)]
  return json.type === 'object' ? [json, ...[...json.entries.values()].flatMap(containers)] : []
}

const scalars = (json: Json): Json[] => {
  if (json.type === 'list') return json.items.flatMap(scalars)
  return json.type === 'object' ? [...json.entries.values()].flatMap(scalars) : [json]
}

const errorOf = (text: string): string => {
  const read = readJson(text)
  return read.ok ? 'none' : `${read.error.at}: ${read.error.message}`
}

test('any JSON is read as JSON.parse reads it, each scalar at the place where it stands', () => {
  fc.assert(
    fc.property(fc.jsonValue({maxDepth: 6, stringUnit: 'binary'}), fc.nat(4), (value, indent) => {
      const text = JSON.stringify(value, null, indent)
      const read = readJson(text)
      if (!read.ok) throw new Error(read.error.message)
      expect(plain(read.value)).toEqual(entries(JSON.parse(text)))
      for (const container of containers(read.value)) {
        const again = readJson(text.slice(container.at, container.end))
        expect(again.ok && plain(again.value)).toEqual(plain(container))
      }
      for (const {type, at, end} of scalars(read.value)) {
        const source = text.slice(at, end)
        expect(() => JSON.parse(type === 'string' ? `"${source}"` : source)).not.toThrow()
      }
    }),
    {numRuns: 300},
  )
})

test('keys are only words: none is a prototype, none is sorted as a number; of two the last counts', () => {
  const read = readJson('{"__proto__": {"x": 1}, "2": 1.10, "1": null, "2": "\\u0041\\"}"}')
  expect(read.ok && plain(read.value)).toEqual([
    ['__proto__', [['x', 1]]],
    ['2', 'A"}'],
    ['1', null],
  ])
})

test('numbers stay as they are written', () => {
  const read = readJson('[1.10, -2e3]')
  expect(read.ok && scalars(read.value)).toEqual([
    {type: 'number', at: 1, end: 5, text: '1.10'},
    {type: 'number', at: 7, end: 11, text: '-2e3'},
  ])
})

test('faults have a place and plain words', () => {
  expect(['[1,]', '{"a":1 "b"}', '{a:1}', '{"a":tru', '["x\ny"]', '{"a":1}}', '<<<'].map(errorOf)).toEqual([
    "3: unexpected token ']'",
    "7: expected ',' or '}' after property value",
    "1: expected property name or '}'",
    '8: unexpected end of JSON input',
    '3: bad control character in string literal',
    '7: unexpected non-whitespace character after JSON',
    "0: unexpected token '<'",
  ])
})

test('what is made to exhaust the reader is refused', () => {
  expect(errorOf('['.repeat(1_000_000))).toBe('64: brackets stand more than 64 deep in brackets')
  expect(errorOf(`[${'1,'.repeat(1_000_001)}1]`)).toBe('1999999: there are more than 1000000 values')
})

test('a string of millions of escapes is one value', () => {
  const read = readJson(`"${'\\"'.repeat(1_000_000)}"`)
  expect(read.ok && read.value.end).toBe(2_000_001)
})
