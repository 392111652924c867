import { KeySettings } from "@/features/settings/keys";

export default function Page() {
  return <KeySettings />;
}
