import { StorageSettings } from "@/features/settings/storage/storage-settings";

export default function Page() {
  return <StorageSettings />;
}
