import tseslint from "typescript-eslint";

// Imports point down: the script for other sites stands alone, the pages stand on
// their common pieces, the API and the texts.
const layers = {
  "src/sdk/**": ["../embed/*", "../share/*", "../ui/*", "../api/*"],
  "src/api/**": ["../embed/*", "../share/*", "../ui/*", "../sdk/*"],
  "src/i18n/**": ["../embed/*", "../share/*", "../ui/*", "../sdk/*", "../api/*"],
  "src/ui/**": ["../embed/*", "../share/*", "../sdk/*"],
  "src/embed/**": ["../share/*", "../sdk/*"],
  "src/share/**": ["../embed/*", "../sdk/*"],
};

export default tseslint.config(
  { ignores: ["dist/", "node_modules/", "**/*.mjs"] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "no-console": "error",
      eqeqeq: "error",
      "no-restricted-properties": [
        "error",
        { property: "innerHTML", message: "text becomes text: see ui/dom.ts" },
        { property: "outerHTML", message: "text becomes text: see ui/dom.ts" },
      ],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
    },
  },
  ...Object.entries(layers).map(([files, group]) => ({
    files: [files],
    rules: {
      "no-restricted-imports": ["error", { patterns: [{ group, message: "imports point down" }] }],
    },
  })),
);
