// The keys of `.conductor/config.yaml`. The message of each schema says what was expected, as the end of a sentence.

import {z} from 'zod'
import {reviewerOf} from '../graph/gate-shapes.ts'
import {PLAN_ORDERS} from '../graph/plan-order.ts'
import {A_DURATION, clockMilliseconds, isClockDuration} from '../util/clock-duration.ts'
import {GATE_LIST} from './config-gates.ts'

const text = z.string('text (in quotes if it looks like a number)')
const texts = z.array(text, 'a list of texts')
const name = z.string('a name').min(1, 'a name')
const count = z.int('a whole number above 0').positive('a whole number above 0')
const mapping = 'a mapping'

const oneOf = <const T extends readonly [string, ...string[]]>(...words: T) =>
  z.enum(words, `one of ${words.join(', ')}`)

const duration = z.string(A_DURATION).refine(isClockDuration, A_DURATION).transform(clockMilliseconds)
/** 0: for ever. */
const limit = z.union([duration, z.literal(0)], `${A_DURATION}, or 0 for no limit`)

/** Milliseconds by the clock, also on the command line. */
export const BUDGET_TIME = limit

const SIZE = /^(\d{1,6}(?:\.\d{1,3})?)\s?(KB|MB|GB)$/i
const A_SIZE = 'a size such as 512MB or 4 GB'
const UNIT_BYTES: {readonly [unit: string]: number} = {KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3}

const bytes = (size: string): number => {
  const [, amount, unit = ''] = SIZE.exec(size) ?? []
  return Math.round(Number(amount) * (UNIT_BYTES[unit.toUpperCase()] ?? 0))
}

const size = z.string(A_SIZE).regex(SIZE, A_SIZE).transform(bytes)

const AGENT_LIMITS = {
  run: limit.optional(),
  idle: limit.optional(),
  memory: z.union([size, z.literal(0)], `${A_SIZE}, or 0 for no limit`).optional(),
  log: size.optional(),
}
const OWN_LIMITS = z.strictObject(AGENT_LIMITS, '{run, idle, memory, log}')

const AGENT = z.strictObject(
  {
    kind: name,
    command: name.optional(),
    args: texts.optional(),
    model: name.optional(),
    provider: name.optional(),
    fallback: z.array(name, 'a list of names of agents').optional(),
    limits: OWN_LIMITS.optional(),
  },
  'an agent: {kind, command, args, model, provider, fallback, limits}',
)

const AN_AGENT =
  'another name than person and resolver, as which people and the command for conflicts are recorded'
const agentName = z.string().refine(text => text !== 'person' && text !== 'resolver', AN_AGENT)

const amount = z.number('a number above 0').positive('a number above 0')
const AMOUNTS = {attempts: count.optional(), tokens: count.optional(), usd: amount.optional()}
const ALLOWANCE = z.strictObject({...AMOUNTS, time: duration.optional()}, '{attempts, tokens, usd, time}')

const BUDGET = z.strictObject(
  {
    run: ALLOWANCE.optional(),
    task: ALLOWANCE.optional(),
    day: z.strictObject(AMOUNTS, '{attempts, tokens, usd}').optional(),
  },
  mapping,
)

const CHOICE = z.strictObject({agent: name.optional()}, '{agent: NAME}')

const A_PATH = 'a path inside of the repository: a file, a directory or a glob'
const path = z
  .string(A_PATH)
  .refine(text => text !== '' && !text.startsWith('/') && !text.split('/').includes('..'), A_PATH)
const paths = z.array(path, 'a list of paths')

const CLAIMS = z.strictObject(
  {exclusive: paths.optional(), shared: paths.optional()},
  '{exclusive: [PATH], shared: [PATH]}',
)

const A_PRIORITY = 'a whole number from 1, the most urgent, to 5'

const TASK = z.strictObject(
  {
    agent: name.optional(),
    priority: z.int(A_PRIORITY).min(1, A_PRIORITY).max(5, A_PRIORITY).optional(),
    claims: CLAIMS.optional(),
    limits: OWN_LIMITS.optional(),
  },
  '{agent, priority, claims, limits}',
)

const A_SHARE = 'a number from 0 to 1'

const WORKSPACE = z.strictObject(
  {
    mode: oneOf('clone', 'worktree', 'shared').optional(),
    setup: texts.optional(),
    archive: texts.optional(),
    copy: texts.optional(),
    link: texts.optional(),
    ports: z.int('a whole number').min(0, 'a whole number, not below 0').max(100, 'at most 100').optional(),
    keep: oneOf('failed', 'all').optional(),
  },
  mapping,
)

const STEP = z.strictObject(
  {
    task: name.optional(),
    gate: name.optional(),
    step: name,
    kind: oneOf('check', 'background', 'manual').optional(),
    expect: oneOf('success', 'failure').optional(),
  },
  'a step: {step, kind} or {step, expect}',
)

const REVIEW = z.strictObject(
  {
    approval: oneOf('always', 'as-needed').optional(),
    manual: oneOf('needs-review', 'accept').optional(),
    unverified: oneOf('needs-review', 'accept').optional(),
    paths: paths.optional(),
    deletions: z.number(A_SHARE).min(0, A_SHARE).max(1, A_SHARE).optional(),
    sharedFiles: paths.exactOptional(),
    endpoints: count.exactOptional(),
  },
  mapping,
)

/** A stage judges the work of many. */
const BY_NO_AGENT = 'gates without a review by an agent, as that is for the work of one task'
const STAGE_GATES = GATE_LIST.refine(
  gates => gates.every(gate => reviewerOf(gate) === undefined),
  BY_NO_AGENT,
)

/** In order: none is reached before the one in front of it has passed. */
const PROMOTION_STAGE = z.strictObject(
  {name, gates: STAGE_GATES, before: oneOf('land').optional()},
  'a stage: {name, gates} or {name, gates, before: land}',
)

const A_NAME_OF_ITS_OWN = 'stages with names of their own'
const PROMOTION = z
  .array(PROMOTION_STAGE, 'a list of stages')
  .refine(stages => new Set(stages.map(stage => stage.name)).size === stages.length, A_NAME_OF_ITS_OWN)

/** Nobody is asked between a merge and the next one. */
const UNATTENDED = 'gates that need no person, so neither review nor approval'
const QUALITY = GATE_LIST.refine(
  gates => gates.every(({type}) => type !== 'review' && type !== 'approval'),
  UNATTENDED,
)

const ROUNDS = 'a whole number, not below 0'

const MERGE = z.strictObject(
  {window: count.optional(), repairs: z.int(ROUNDS).min(0, ROUNDS).optional(), resolver: name.optional()},
  mapping,
)

/** Beyond which numbers `monitor` speaks of a risk. */
const MONITOR = z.strictObject(
  {agents: count.exactOptional(), files: count.exactOptional()},
  '{agents, files}',
)

/** What `gc` does unless told otherwise; without it, nothing is ever removed. */
const RETENTION = z.strictObject(
  {
    keepDays: z.number('a number of days').min(0, 'a number of days, not below 0').optional(),
    archive: z.boolean('true or false').optional(),
  },
  mapping,
)

export const CONFIG = z.strictObject(
  {
    agent: name.optional(),
    agents: z.record(agentName, AGENT, mapping).optional(),
    concurrency: count.optional(),
    attempts: count.optional(),
    onExhausted: oneOf('fail', 'needs-review').optional(),
    quarantineAfter: count.optional(),
    backoff: oneOf('standard', 'aggressive', 'conservative', 'none').optional(),
    budget: BUDGET.optional(),
    onFailure: oneOf('no-new', 'continue', 'kill').optional(),
    gate: oneOf('group', 'none').optional(),
    first: oneOf('critical-path', 'plan').optional(),
    order: oneOf(...PLAN_ORDERS).optional(),
    limits: z
      .strictObject({...AGENT_LIMITS, gate: duration.optional(), wait: limit.optional()}, mapping)
      .optional(),
    checkpoint: duration.optional(),
    claims: oneOf('warn', 'fail').optional(),
    review: REVIEW.optional(),
    promotion: PROMOTION.optional(),
    quality: QUALITY.optional(),
    merge: MERGE.optional(),
    workspace: WORKSPACE.optional(),
    steps: z.array(STEP, 'a list of steps').optional(),
    rules: z.record(z.string(), oneOf('error', 'warning', 'info', 'off'), mapping).optional(),
    ownership: z.record(path, name, mapping).optional(),
    orchestrator: path.endsWith('.json', 'a path inside of the repository that ends in .json').optional(),
    ageing: limit.optional(),
    tasks: z.record(z.string(), TASK, mapping).optional(),
    types: z.record(z.string(), CHOICE, mapping).optional(),
    writeBack: z.boolean('true or false').optional(),
    monitor: MONITOR.optional(),
    retention: RETENTION.optional(),
    reports: z.strictObject({directory: name.optional(), taskPattern: name.optional()}, mapping).optional(),
  },
  mapping,
)

export type Config = z.output<typeof CONFIG>

/** The keys that a mapping of the configuration may have, for suggestions. `inner` is the path to that mapping. */
export const keysAt = (inner: readonly PropertyKey[]): readonly string[] => {
  let shape: z.ZodType | undefined = CONFIG
  for (const part of inner) {
    const schema = unwrapped(shape)
    if (schema instanceof z.ZodObject) shape = schema.shape[String(part)]
    else if (schema instanceof z.ZodArray) shape = schema.element as z.ZodType
    else if (schema instanceof z.ZodRecord) shape = schema.valueType as z.ZodType
    else return []
  }
  const found = unwrapped(shape)
  return found instanceof z.ZodObject ? Object.keys(found.shape) : []
}

const unwrapped = (schema: z.ZodType | undefined): z.ZodType | undefined =>
  schema instanceof z.ZodOptional ? (schema.unwrap() as z.ZodType) : schema
