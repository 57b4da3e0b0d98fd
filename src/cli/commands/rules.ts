// `agent-spawn rules`: what `check` can tell of a plan.

import {type Command, Option} from 'commander'
import {rulesMarkdown} from '../../report/rules-markdown.ts'
import {printRule, printRules} from '../../report/rules-text.ts'
import {callOperation, type Door} from '../door.ts'
import {printJson} from '../json.ts'
import {jsonOption} from '../option.ts'

interface RulesOptions {
  readonly json?: boolean
  readonly markdown?: boolean
}

export const configure = (command: Command, door: Door): void => {
  command
    .argument('[rule]', 'one of them, with its examples (default: a list of all)')
    .addOption(jsonOption('them').conflicts('markdown'))
    .addOption(new Option('--markdown', 'print a page of them'))
    .action((rule: string | undefined, options: RulesOptions) => listRules(door, rule, options))
}

const listRules = async (
  door: Door,
  rule: string | undefined,
  {json, markdown}: RulesOptions,
): Promise<void> => {
  const listed = await callOperation(door, 'rules', rule === undefined ? {} : {rule})
  if (listed === undefined) return
  const {rules} = listed
  const {terminal} = door
  const [first] = rules
  if (json === true) return printJson(terminal, {schemaVersion: 1, kind: 'rules', rules})
  if (markdown === true) return terminal.print(rulesMarkdown(rules))
  if (rule !== undefined && first !== undefined) return terminal.print(printRule(first, terminal.style))
  terminal.print(printRules(rules, terminal.style))
}
