// Claude Code, headless.

import {modelWords, presetAgent} from './preset.ts'

export const claude = presetAgent({
  kind: 'claude',
  program: 'claude',
  remedy: 'Install it (npm install --global @anthropic-ai/claude-code)',
  // There is nobody to ask for permissions. Flags that take a list would swallow a prompt behind them: it is on standard input.
  words: spec => [
    ...['-p', '--output-format', 'stream-json', '--verbose', '--permission-mode', 'bypassPermissions'],
    ...modelWords('--model', spec),
    ...spec.args,
  ],
  // By default it retries ten times, for three minutes, even where the key is wrong; we try again ourselves.
  env: {CLAUDE_CODE_MAX_RETRIES: '2', CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1'},
  obstacle: ({name, args}) =>
    isRoot() && process.env.IS_SANDBOX !== '1' && !args.includes('--permission-mode')
      ? `The agent "${name}" refuses to work as root without asking for permissions. Run as another user, set IS_SANDBOX=1 if this machine is a sandbox, or give its args another --permission-mode.`
      : undefined,
})

const isRoot = (): boolean => process.getuid?.() === 0
