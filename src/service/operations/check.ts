// `check`: what is wrong with one or several documents, read together as one plan.

import {z} from 'zod'
import {ok} from '../../util/result.ts'
import {loadConfig} from '../config.ts'
import {operation} from '../operation.ts'
import {findRoot} from '../place.ts'
import {loadPlan} from '../plan-source.ts'

const INPUT = z.object({documents: z.array(z.string()), format: z.string().optional()})

export const check = operation({
  input: INPUT,
  perform: async ({documents, format}, {directory}) => {
    const root = await findRoot(directory)
    const config = await loadConfig(root)
    if (!config.ok) return config
    const plan = await loadPlan({directory, root, documents, format}, config.value)
    return plan.ok ? ok(plan.value) : plan
  },
})
