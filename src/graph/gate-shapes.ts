// What each type of gate may be told in its parameters, and what that means. Knows nothing of how a gate is judged.
// The message of each schema says what was expected, as the end of a sentence.

import {z} from 'zod'
import {A_DURATION, clockMilliseconds, isClockDuration} from '../util/clock-duration.ts'
import {suggestion} from '../util/closest.ts'
import type {Gate, GateType} from './task.ts'

const text = z.string('a text').min(1, 'a text that is not empty')
const texts = z.array(text, 'a list of texts').min(1, 'a list that is not empty')
const paths = z.union([text.transform(path => [path]), texts], 'a path or a list of paths')
const count = z.int('a whole number').positive('a whole number above 0')

/** Where flakiness is a fact of life, five more tries tell as much as fifty. */
const MAX_RETRIES = 5
const expectedRetries = `a whole number from 0 to ${MAX_RETRIES}`
const retries = z
  .int(expectedRetries)
  .nonnegative(expectedRetries)
  .max(MAX_RETRIES, expectedRetries)
  .optional()
  .describe('how often it is run again after a failure; the report says which try passed')

const common = {
  description: text.optional().describe('for people'),
  retries,
}

const files = (what: string) => paths.optional().describe(`${what}: paths, directories and globs`)
const sources = files('where to look (default: all JavaScript and TypeScript that is no test)')

const ENDPOINT = /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) +(\/\S*)$/i
const endpoint = text.regex(ENDPOINT, 'a method and a path, such as "GET /users/:id"').transform(written => {
  const [, method = '', path = ''] = ENDPOINT.exec(written) ?? []
  return {method: method.toUpperCase(), path}
})

const testRun = {
  command: text
    .optional()
    .describe("what runs them (default: the repository's own vitest or jest, pytest, or `node --test`)"),
  results: text
    .optional()
    .describe(
      'the file that the command writes: JUnit XML, JSON of vitest or jest, TAP (default: what it prints)',
    ),
  minTests: count.optional().describe('so many must pass (default: 1)'),
  minCoverage: z
    .number('a percentage')
    .min(0, 'a percentage')
    .max(100, 'a percentage, at most 100')
    .optional()
    .describe('so many percent of the lines must be covered'),
  coverage: text
    .optional()
    .describe(
      'the file that the command writes: `coverage-summary.json` of Istanbul, Cobertura XML, or lcov',
    ),
}

const limits = z
  .strictObject({min: z.number('a number').optional(), max: z.number('a number').optional()}, '{min, max}')
  .refine(({min, max}) => min !== undefined || max !== undefined, '{min, max} with at least one of them')

const forPeople = {by: text.optional().describe('whose word it is'), description: common.description}

export const GATE_SHAPES = {
  file_exists: z
    .strictObject({
      paths: paths
        .optional()
        .describe('each must exist: files, directories that are not empty (with `/` at the end), globs'),
      globs: paths.optional().describe('the same'),
      ...common,
    })
    .refine(
      ({paths = [], globs = []}) => paths.length + globs.length > 0,
      'at least one path under "paths" or "globs"',
    ),
  sql_syntax: z.strictObject({
    files: paths.describe('SQL for PostgreSQL: paths, directories and globs'),
    ...common,
  }),
  schema_validation: z
    .strictObject({
      tables: texts.optional().describe('names, with or without their schema'),
      indexes: texts.optional().describe('names; those of unique and primary key constraints count'),
      files: files('migrations, applied in the order of their names (default: all `*.sql`)'),
      ...common,
    })
    .refine(
      ({tables, indexes}) => tables !== undefined || indexes !== undefined,
      'at least one name under "tables" or "indexes"',
    ),
  typescript_compile: z
    .strictObject({
      files: files('what must be free of errors'),
      project: text
        .optional()
        .describe('a `tsconfig.json` (default: the nearest of each file); without `files`, all of it counts'),
      ...common,
    })
    .refine(({files, project}) => files !== undefined || project !== undefined, '"files" or "project"'),
  zod_schema_validation: z.strictObject({
    schemas: texts.describe('names; `Order` may be exported as `OrderSchema` or `orderSchema`'),
    files: sources,
    ...common,
  }),
  route_definitions: z.strictObject({
    minRoutes: count.describe('so many must be defined'),
    files: sources,
    ...common,
  }),
  unit_tests: z
    .strictObject({testFile: text.optional().describe('handed to the default runner'), ...testRun, ...common})
    .refine(
      ({testFile, command}) => testFile !== undefined || command !== undefined,
      '"testFile" or "command"',
    ),
  api_endpoints: z.strictObject({
    endpoints: z
      .array(endpoint, 'a list of texts')
      .min(1, 'a list that is not empty')
      .describe('`METHOD /path`, with the prefixes under which routers are mounted'),
    files: sources,
    ...common,
  }),
  react_component_structure: z.strictObject({
    components: texts.describe('names that are exported and return JSX'),
    files: sources,
    ...common,
  }),
  test_execution: z.strictObject({...testRun, ...common}),
  performance_benchmarks: z.strictObject({
    metrics: z
      .union(
        [
          texts.transform(names => new Map(names.map(name => [name, {} as z.output<typeof limits>]))),
          z.record(text, limits, 'limits').transform(record => new Map(Object.entries(record))),
        ],
        'a mapping of names to {min, max}, or a list of names',
      )
      .describe(
        'by name, the limits: `{min, max}`; dots lead into nested objects. A metric without a limit is shown to a person',
      ),
    file: text.optional().describe('the JSON file that holds them; without it a person is asked'),
    command: text.optional().describe('what writes the file'),
    ...common,
  }),
  review: z
    .strictObject({
      ...forPeople,
      agent: text
        .optional()
        .describe('another agent reads them instead, and its verdict counts: a name of the configuration'),
      prompt: text.optional().describe('what that agent is to look at'),
    })
    .refine(({agent, prompt}) => agent !== undefined || prompt === undefined, '"agent" beside "prompt"')
    .refine(({agent, by}) => agent === undefined || by === undefined, '"agent" or "by", not both'),
  approval: z
    .strictObject({
      ...forPeople,
      timeout: z
        .string(A_DURATION)
        .refine(isClockDuration, A_DURATION)
        .transform(clockMilliseconds)
        .optional()
        .describe('for how long a decision is waited for, such as `2h`; then `default` is it'),
      default: z
        .enum(['approve', 'reject'], 'approve or reject')
        .optional()
        .describe('what is decided if nobody does in time: `approve` or `reject`'),
    })
    .refine(
      ({timeout, default: fallback}) => (timeout === undefined) === (fallback === undefined),
      '"timeout" and "default" together, or neither',
    ),
} as const

export type ShapedType = Exclude<GateType, 'command'>
export type GateParameters<T extends ShapedType> = z.output<(typeof GATE_SHAPES)[T]>

/** A sound `rollback` has become steps by then. */
const commandShape = z.looseObject({retries, rollback: z.undefined('a command').optional()})

/** Sentences without a full stop that say what is wrong with a gate's parameters; none for a type that is not known. */
export const parameterProblems = (gate: Gate): readonly string[] => {
  const shape = shapeOf(gate.type)
  const parsed = shape?.safeParse(gate.parameters)
  return parsed === undefined || parsed.success
    ? []
    : parsed.error.issues.flatMap(issue => problems(issue, gate))
}

const shapeOf = (type: string): z.ZodType | undefined => {
  if (type === 'command') return commandShape
  return isShaped(type) ? GATE_SHAPES[type] : undefined
}

export const isShaped = (type: string): type is ShapedType => Object.hasOwn(GATE_SHAPES, type)

/** How often a gate is run again after a failure. */
export const retriesOf = ({parameters}: Gate): number => {
  const parsed = commandShape.safeParse(parameters)
  return parsed.success ? (parsed.data.retries ?? 0) : 0
}

/** The agent that a review asks, by name; undefined: it asks a person, or is none. */
export const reviewerOf = ({type, parameters}: Gate): string | undefined =>
  type === 'review' ? GATE_SHAPES.review.safeParse(parameters).data?.agent : undefined

export interface DefaultDecision {
  readonly decision: 'approved' | 'rejected'
  /** After so many milliseconds without a person's word. */
  readonly afterMs: number
}

/** Of an approval that does not wait for ever. */
export const defaultDecision = ({type, parameters}: Gate): DefaultDecision | undefined => {
  if (type !== 'approval') return undefined
  const {data} = GATE_SHAPES.approval.safeParse(parameters)
  if (data?.timeout === undefined) return undefined
  return {decision: data.default === 'approve' ? 'approved' : 'rejected', afterMs: data.timeout}
}

const problems = (issue: z.core.$ZodIssue, {type, parameters}: Gate): readonly string[] => {
  if (issue.code === 'unrecognized_keys' && issue.path.length === 0) {
    const known = isShaped(type) ? keysOf(type) : []
    return issue.keys.map(
      key => `"${key}" is not known${suggestion(key, known)}; expected one of ${known.join(', ')}`,
    )
  }
  const found = issue.path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    parameters,
  )
  if (issue.path.length === 0) return [`expected ${issue.message}`]
  const where = issue.path.map(String).join('.')
  return [
    `"${where}" is ${found === undefined ? 'missing' : JSON.stringify(found)}, expected ${issue.message}`,
  ]
}

/** The keys that gates of a type know, in the order in which they are explained. */
export const keysOf = (type: ShapedType): readonly string[] => Object.keys(GATE_SHAPES[type].shape)

export interface KeyMeaning {
  readonly key: string
  readonly meaning: string
  readonly isOptional: boolean
}

export const keysWithMeaning = (type: ShapedType): readonly KeyMeaning[] =>
  Object.entries<z.ZodType>(GATE_SHAPES[type].shape).map(([key, shape]) => ({
    key,
    meaning: shape.description ?? '',
    isOptional: shape.safeParse(undefined).success,
  }))

/** Types whose judgement runs what the tree holds, even where the gate names no command. */
const EXECUTING: readonly string[] = [
  'typescript_compile',
  'zod_schema_validation',
  'unit_tests',
  'test_execution',
] satisfies readonly ShapedType[]

/** All that a gate would execute, for those who have to approve it. */
export const gateCommands = ({type, steps, parameters}: Gate): readonly string[] => {
  const {command} = parameters
  const own = steps.filter(step => step.kind !== 'manual').map(step => step.command)
  if (typeof command === 'string' && isShaped(type)) own.push(command)
  else if (EXECUTING.includes(type)) own.push(`${type} ${JSON.stringify(parameters)}`)
  return own.filter(text => text.trim() !== '')
}
