// The in-process client: every door to the program calls operations through one of these, by name.

import type {z} from 'zod'
import {err, type Result} from '../util/result.ts'
import {invalid, machineFailure} from './failure.ts'
import type {Context, Operation, OperationError} from './operation.ts'
import {OPERATIONS} from './operations/table.ts'

type Operations = typeof OPERATIONS
export type OperationName = keyof Operations
type Loaded<N extends OperationName> = Awaited<ReturnType<Operations[N]>>

export type Input<N extends OperationName> = z.input<Loaded<N>['input']>
export type Output<N extends OperationName> = Extract<
  Awaited<ReturnType<Loaded<N>['perform']>>,
  {readonly ok: true}
>['value']

export interface Client {
  /** Checks the input first. Rejects only where the program itself is wrong. */
  call<N extends OperationName>(
    name: N,
    input: Input<N>,
    context: Context,
  ): Promise<Result<Output<N>, OperationError>>
}

export const localClient = (): Client => ({
  call: async (name, input, context) => {
    const operation: Operation<z.ZodType, unknown> = await OPERATIONS[name]()
    const checked = operation.input.safeParse(input)
    if (!checked.success) return err(wrongInput(checked.error).error)
    try {
      return (await operation.perform(checked.data, context)) as Result<Output<typeof name>, OperationError>
    } catch (error) {
      return machineFailure(error, 'Mend that, then try again.')
    }
  },
})

const wrongInput = ({issues}: z.ZodError) =>
  invalid(
    'input',
    issues.map(({path, message}) => `${path.join('.')} is wrong, expected ${message}.`).join('\n'),
  )
