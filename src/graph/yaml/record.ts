// Checks a plain value against a shape and tells what is wrong with it, and where. Knows no particular shape.

import type {z} from 'zod'
import type {NoteYaml, Path, YamlSource} from './source.ts'

export interface RecordReader {
  readonly source: YamlSource
  readonly note: NoteYaml
}

/** The value as the shape has it, without what is wrong in it; undefined if what is left is no such thing. */
export const readRecord = <T>(
  {source, note}: RecordReader,
  shape: z.ZodType<T>,
  {value, path}: {value: unknown; path: Path},
): T | undefined => {
  const first = shape.safeParse(value)
  if (first.success) return first.data
  const wrong = new Set<PropertyKey>()
  for (const issue of first.error.issues) {
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) noteUnknown({source, note}, [...path, ...keysOf(issue.path), key])
      if (issue.path.length === 0) for (const key of issue.keys) wrong.add(key)
      else for (const key of issue.keys) removeAt(value, [...keysOf(issue.path), key])
    } else {
      noteWrong({source, note}, issue.message, {value, path, inner: keysOf(issue.path)})
      if (issue.path[0] !== undefined) wrong.add(issue.path[0])
    }
  }
  const rest = shape.safeParse(without(value, wrong))
  return rest.success ? rest.data : undefined
}

const keysOf = (path: readonly PropertyKey[]): Path =>
  path.map(key => (typeof key === 'number' ? key : String(key)))

const noteUnknown = ({source, note}: RecordReader, path: Path): void =>
  note(
    'unknown-key',
    {
      message: `the key "${path.at(-1)}" is not known here, so it has no effect`,
      location: source.keyPlace(path),
    },
    'warning',
  )

const noteWrong = (
  {source, note}: RecordReader,
  expected: string,
  {value, path, inner}: {value: unknown; path: Path; inner: Path},
): void => {
  const name = [...path, ...inner].findLast(part => typeof part === 'string') ?? 'value'
  const message = `${name} is ${describe(at(value, inner))}, expected ${expected}`
  note('bad-value', {message, location: source.place([...path, ...inner])})
}

const at = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((inner, key) => (isRecord(inner) ? inner[key] : undefined), value)

const removeAt = (value: unknown, path: Path): void => {
  const owner = at(value, path.slice(0, -1))
  if (isRecord(owner)) delete owner[path.at(-1) ?? '']
}

const isRecord = (value: unknown): value is Record<string | number, unknown> =>
  typeof value === 'object' && value !== null

const without = (value: unknown, keys: ReadonlySet<PropertyKey>): unknown =>
  isRecord(value) && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).filter(([key]) => !keys.has(key)))
    : value

/** What a person would call it. */
export const describe = (value: unknown): string => {
  if (value === undefined) return 'missing'
  if (value === null) return 'empty'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a mapping'
  const text = JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
