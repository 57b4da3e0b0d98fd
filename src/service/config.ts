// Reads `.conductor/config.yaml`, where the decisions of people live. Every complaint has the place it is about.

import {join} from 'node:path'
import type {Diagnostic} from '../graph/diagnostic.ts'
import {RULES} from '../graph/lint.ts'
import type {StepOverride} from '../graph/overrides.ts'
import {describe} from '../graph/yaml/record.ts'
import {type NoteYaml, type Path, parseYaml, type YamlSource} from '../graph/yaml/source.ts'
import {readText} from '../system/files.ts'
import {suggestion} from '../util/closest.ts'
import {ok, type Result} from '../util/result.ts'
import {trimEndOf} from '../util/text.ts'
import {CONFIG_FILE} from './config-file.ts'
import {CONFIG, type Config, keysAt} from './config-shape.ts'
import {invalid, invalidDocument} from './failure.ts'
import type {OperationError} from './operation.ts'

/** A person writes it: more is another file. */
const MAX_BYTES = 1024 * 1024

export interface LoadedConfig {
  readonly config: Config
  /** `config.steps` with the places they stand at. */
  readonly overrides: readonly StepOverride[]
  /** Empty where there is no such file. */
  readonly text: string
}

/** Relative to the root. */
export const reportDirectory = ({reports}: Config): string =>
  trimEndOf(reports?.directory ?? 'docs/09-reports', '/')

/** An absent file is an empty configuration. */
export const loadConfig = async (root: string): Promise<Result<LoadedConfig, OperationError>> => {
  const found = await readText(join(root, CONFIG_FILE), MAX_BYTES)
  if (found.ok) return readConfig(found.value)
  return found.error.code === 'missing'
    ? ok({config: {}, overrides: [], text: ''})
    : invalid('config', found.error.message)
}

export const readConfig = (text: string): Result<LoadedConfig, OperationError> => {
  const diagnostics: Diagnostic[] = []
  const note: NoteYaml = (rule, {message, location, related = []}) => {
    diagnostics.push({severity: 'error', rule, message, location, related})
  }
  const source = parseYaml({file: CONFIG_FILE, text}, note)
  const value = withoutEmpty(source.sections)
  const parsed = CONFIG.safeParse(value)
  if (!parsed.success) for (const issue of parsed.error.issues) noteIssue({source, note, value}, issue)
  if (parsed.success) noteUnknownRules(parsed.data, source, note)
  if (!parsed.success || diagnostics.length > 0)
    return invalidDocument(CONFIG_FILE, diagnostics, {[CONFIG_FILE]: text})
  return ok({config: parsed.data, overrides: overridesOf(parsed.data, source), text})
}

/** A key with nothing behind it sets nothing. */
const withoutEmpty = (sections: ReadonlyMap<string, unknown>): {readonly [key: string]: unknown} =>
  Object.fromEntries([...sections].filter(([, value]) => value !== null))

interface Reader {
  readonly source: YamlSource
  readonly note: NoteYaml
  readonly value: unknown
}

type Issue = NonNullable<ReturnType<typeof CONFIG.safeParse>['error']>['issues'][number]

const noteIssue = ({source, note, value}: Reader, issue: Issue): void => {
  const path: Path = issue.path.map(part => (typeof part === 'number' ? part : String(part)))
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(path)
    for (const key of issue.keys)
      note('unknown-key', {
        message: `the key "${key}" is not known here${suggestion(key, known)}; known are ${known.join(', ')}`,
        location: source.keyPlace([...path, key]),
      })
    return
  }
  if (issue.code === 'invalid_key') {
    const [reason] = issue.issues
    note('bad-value', {
      message: `the key "${path.at(-1)}" of ${path.slice(0, -1).join('.')}: expected ${reason?.message}`,
      location: source.keyPlace(path),
    })
    return
  }
  note('bad-value', {
    message: `${path.join('.')} is ${describe(valueAt(value, path))}, expected ${issue.message}`,
    location: source.place(path),
  })
}

const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (inner, part) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, part) : undefined),
    value,
  )

const noteUnknownRules = ({rules = {}}: Config, source: YamlSource, note: NoteYaml): void => {
  const known = RULES.map(({id}) => id)
  for (const id of Object.keys(rules)) {
    if (known.includes(id)) continue
    note('unknown-rule', {
      message: `there is no rule "${id}"${suggestion(id, known)}; \`agent-spawn rules\` lists all`,
      location: source.keyPlace(['rules', id]),
    })
  }
}

const overridesOf = ({steps = []}: Config, source: YamlSource): readonly StepOverride[] =>
  steps.map(({step, task, gate, kind, expect}, index) => ({
    step,
    ...(task === undefined ? {} : {task}),
    ...(gate === undefined ? {} : {gate}),
    ...(kind === undefined ? {} : {kind}),
    ...(expect === undefined ? {} : {expect}),
    location: source.place(['steps', index]),
  }))
