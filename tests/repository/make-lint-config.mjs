// Writes .oxlintrc.json from layers.json, so that who may import whom stands in one place.
import { readFileSync, writeFileSync } from 'node:fs'

const root = new URL('../../', import.meta.url)
const layers = JSON.parse(readFileSync(new URL('layers.json', root), 'utf8'))
const names = Object.keys(layers)

/** The lint rule that holds the import directions of one package. */
export function importRule(name) {
  const forbidden = names.filter((other) => other !== name && !layers[name].includes(other))
  return {
    files: [`${name}/**`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: forbidden.flatMap((other) => [`@paranet/${other}`, `@paranet/${other}/*`, `**/../${other}/**`]),
              message: `${name} imports only ${layers[name].length === 0 ? 'libraries' : layers[name].join(', ')}: imports go down.`,
            },
          ],
        },
      ],
    },
  }
}

export const lintConfig = () => ({
  $schema: './node_modules/oxlint/configuration_schema.json',
  plugins: ['typescript', 'unicorn', 'import', 'oxc'],
  categories: { correctness: 'error' },
  ignorePatterns: ['**/node_modules/**', '**/dist/**', '**/generated/**', 'tests/repository/violations/**'],
  rules: {
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'off',
    'typescript/restrict-template-expressions': 'off',
    'typescript/unbound-method': 'off',
    'typescript/no-misused-spread': 'off',
    'no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    'no-console': 'off',
    'no-unused-expressions': 'off',
    'typescript/consistent-type-imports': 'error',
  },
  overrides: [
    ...names.map(importRule),
    {
      files: ['**/*.test.ts', '**/*.test.tsx', 'tests/**'],
      rules: {
        'typescript/no-floating-promises': 'off',
        'typescript/no-base-to-string': 'off',
        'typescript/require-array-sort-compare': 'off',
      },
    },
  ],
})

if (process.argv[1] === new URL(import.meta.url).pathname)
  writeFileSync(new URL('.oxlintrc.json', root), `${JSON.stringify(lintConfig(), null, 2)}\n`)
