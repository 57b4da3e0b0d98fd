// The slow suite has two sizes: small as a part of `npm test`, and large with `npm run test:slow`.

export const isSlow = process.env.MODE === 'slow'
