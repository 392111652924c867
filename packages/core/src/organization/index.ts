import { service } from "../platform/endpoint";
import { downloadForGetAll } from "./endpoints/download_for_get_all";
import { getEntitiesCount } from "./endpoints/get_entities_count";
import { getProjectUsages } from "./endpoints/get_project_usages";
import { getTags } from "./endpoints/get_tags";
import { getUserCompanies } from "./endpoints/get_user_companies";
import { prepareDownloadForGetAll } from "./endpoints/prepare_download_for_get_all";

export const organization = service("organization", {
  download_for_get_all: downloadForGetAll,
  get_entities_count: getEntitiesCount,
  get_project_usages: getProjectUsages,
  get_tags: getTags,
  get_user_companies: getUserCompanies,
  prepare_download_for_get_all: prepareDownloadForGetAll,
});
