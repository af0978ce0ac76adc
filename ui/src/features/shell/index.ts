export { NotFoundPage } from "./NotFoundPage";
export { Shell } from "./Shell";
