// Who is at the terminal, for the record alone: whoever can write the journal can write any name.

export const userName = (): string => process.env.USER ?? process.env.USERNAME ?? 'somebody'
