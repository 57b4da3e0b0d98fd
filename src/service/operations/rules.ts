// `rules`: what `check` can tell of a plan, with examples.

import {z} from 'zod'
import {RULES} from '../../graph/lint.ts'
import type {RuleDocument} from '../../graph/rule.ts'
import {suggestion} from '../../util/closest.ts'
import {ok} from '../../util/result.ts'
import {invalid} from '../failure.ts'
import {operation} from '../operation.ts'

const INPUT = z.object({rule: z.string().optional()})

export const rules = operation({
  input: INPUT,
  perform: async ({rule}) => {
    const documents: readonly RuleDocument[] = RULES.map(({check, ...document}) => document)
    const found = documents.filter(({id}) => rule === undefined || id === rule)
    if (found.length > 0 || rule === undefined) return ok({rules: found})
    const ids = documents.map(({id}) => id)
    return invalid(
      'unknown-rule',
      `There is no rule "${rule}"${suggestion(rule, ids)}. \`agent-spawn rules\` lists all.`,
    )
  },
})
