export { TestPage } from "./TestPage";
