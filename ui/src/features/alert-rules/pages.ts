export { AddRulePage, EditRulePage } from "./RuleFormPage";
export { RulesPage } from "./RulesPage";
