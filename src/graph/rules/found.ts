// Rules whose findings come from reading and compiling: what they speak of is seen only while it is put right.

import type {Rule} from '../rule.ts'

/** Such an error stands for something that was left out, so no configuration changes it. */
export const found = (rule: Omit<Rule, 'check' | 'isFixed'>): Rule => ({
  ...rule,
  ...(rule.severity === 'error' ? {isFixed: true} : {}),
  check: context => context.found.get(rule.id) ?? [],
})
