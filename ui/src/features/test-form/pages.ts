export { AddTestPage, EditTestPage } from "./TestFormPage";
