// `check`: what is wrong with one or several documents, read together as one plan.

import {z} from 'zod'
import {ok} from '../../util/result.ts'
import {loadConfig} from '../config.ts'
import {operation} from '../operation.ts'
import {findRoot} from '../place.ts'
import {loadPlan} from '../plan-source.ts'
import {PLAN_ORDER} from '../settings.ts'

const INPUT = z.object({documents: z.array(z.string()), format: z.string().optional(), order: PLAN_ORDER})

export const check = operation({
  input: INPUT,
  perform: async ({documents, format, order}, {directory}) => {
    const root = await findRoot(directory)
    const config = await loadConfig(root)
    if (!config.ok) return config
    const plan = await loadPlan({directory, root, documents, format, order}, config.value)
    return plan.ok ? ok(plan.value) : plan
  },
})
