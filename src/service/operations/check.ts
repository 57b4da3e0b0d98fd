// `check`: what is wrong with one or several documents, read together as one plan.

import {isAbsolute, relative, sep} from 'node:path'
import {z} from 'zod'
import type {Diagnostic} from '../../graph/diagnostic.ts'
import {RULES} from '../../graph/lint.ts'
import type {RuleDocument} from '../../graph/rule.ts'
import {ok} from '../../util/result.ts'
import {loadConfig} from '../config.ts'
import {CONFIG_FILE} from '../config-file.ts'
import {loadMended, pathOf} from '../mended-plan.ts'
import {operation, type Sources} from '../operation.ts'
import {findRoot} from '../place.ts'
import {loadPlan, type PlanRequest} from '../plan-source.ts'
import {PLAN_ORDER} from '../settings.ts'

const INPUT = z.object({
  documents: z.array(z.string()),
  format: z.string().optional(),
  order: PLAN_ORDER,
  /** Put right in the documents what can be put right without a doubt; the diagnostics are those that are left. */
  fix: z.boolean().optional(),
})

export interface Checked {
  readonly diagnostics: readonly Diagnostic[]
  readonly sources: Sources
  /** Names of the documents from the root of the repository, with `/`, by the names that diagnostics use. */
  readonly names: {readonly [file: string]: string}
  /** How many fixes were applied, by document. */
  readonly mended: {readonly [file: string]: number}
  /** Those that found something. */
  readonly rules: readonly RuleDocument[]
}

export const check = operation({
  input: INPUT,
  perform: async ({fix, ...input}, {directory}) => {
    const root = await findRoot(directory)
    const config = await loadConfig(root)
    if (!config.ok) return config
    const request = {directory, root, ...input}
    const plan = await (fix ? loadMended(request, config.value) : loadPlan(request, config.value))
    const own = {[CONFIG_FILE]: config.value.text}
    if (plan.ok) return ok(checked(request, {...plan.value, sources: {...own, ...plan.value.sources}}))
    const {diagnostics, sources} = plan.error
    return diagnostics === undefined
      ? plan
      : ok(checked(request, {diagnostics, sources: {...own, ...sources}}))
  },
})

/** A document that cannot be read as a plan is a finding like others. */
const checked = (
  request: PlanRequest,
  {
    diagnostics,
    sources,
    mended = new Map(),
  }: Pick<Checked, 'diagnostics' | 'sources'> & {readonly mended?: ReadonlyMap<string, number>},
): Checked => {
  const places = diagnostics.flatMap(({location, related}) => [
    location,
    ...related.map(({location}) => location),
  ])
  const files = new Set([...Object.keys(sources), ...places.map(({file}) => file)])
  const found = new Set(diagnostics.map(({rule}) => rule))
  return {
    diagnostics,
    sources,
    names: Object.fromEntries([...files].map(file => [file, nameIn(request, file)])),
    mended: Object.fromEntries(mended),
    rules: RULES.flatMap(({check, ...rule}) => (found.has(rule.id) ? [rule] : [])),
  }
}

const nameIn = (request: PlanRequest, file: string): string => {
  const path = pathOf(request, file)
  const name = relative(request.root, path)
  const isOutside = name.split(sep)[0] === '..' || isAbsolute(name)
  return (isOutside ? path : name).split(sep).join('/')
}
