// The sentence above the field, wherever it is shown.
export const pasteText =
  "Environment variables, Collector YAML, SDK configuration, TOML, JSON or a curl command. Nothing is saved yet.";
