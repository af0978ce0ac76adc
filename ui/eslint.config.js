import hooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["node_modules", "target", "src/gen"] },
  ...tseslint.configs.strict,
  hooks.configs.flat["recommended-latest"],
  {
    files: ["src/**/*.{ts,tsx}"],
    rules: {
      "max-lines": ["error", { max: 300, skipBlankLines: true }],
      "no-restricted-imports": [
        "error",
        { patterns: [{ group: ["@/features/*/*", "!@/features/*/pages"], message: "A feature is used through its index; its pages are loaded by the routes." }] },
      ],
    },
  },
  {
    files: ["src/features/**/*.tsx", "src/shared/**/*.tsx", "src/app/**/*.tsx"],
    ignores: ["**/*.test.tsx"],
    rules: { "max-lines": ["error", { max: 200 }] },
  },
);
