// Options that several commands share, and how their values are read.

import {type Command, InvalidArgumentError, Option} from 'commander'
import {PLAN_ORDERS} from '../graph/plan-order.ts'

export const wholeNumber = (text: string): number => {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('Expected a whole number above 0.')
  return Number(text)
}

/** 0 takes a limit away. */
export const amount = (text: string): number => {
  if (!/^\d{1,12}(?:\.\d{1,6})?$/.test(text))
    throw new InvalidArgumentError('Expected a number, not below 0.')
  return Number(text)
}

/** How tasks follow one another where a plan states nothing. */
export const orderOption = (): Option =>
  new Option('--order <order>', 'of a plan without dependencies (default: as its format means it)').choices(
    PLAN_ORDERS,
  )

export const formatOption = (): Option =>
  new Option('--format <name>', 'read the document as this format (default: by its content)')

/** Where `--format` says how to print. */
export const planFormatOption = (): Option =>
  new Option('--plan-format <name>', 'read the document as this format (default: by its content)')

export const jsonOption = (what: string): Option => new Option('--json', `print ${what} as JSON`)

export const runOption = (): Option => new Option('--run <id>', 'the run (default: the last one)')

/** An option under another name, for those who know it from elsewhere; help does not show it. */
export const alias = (flags: string): Option => new Option(flags).hideHelp()

export const addOptions = (command: Command, options: readonly Option[]): Command => {
  for (const option of options) command.addOption(option)
  return command
}
