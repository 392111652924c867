import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { currentSession } from "@/features/session/current";
import { LoginForm } from "@/features/session/login-form";
import { returnPath } from "@/features/session/return-path";

export const metadata: Metadata = { title: "Log in" };

export default async function LoginPage({ searchParams }: { searchParams: Promise<{ next?: string | string[] }> }) {
  const { next } = await searchParams;
  const target = typeof next === "string" ? next : undefined;
  if (await currentSession()) redirect(returnPath(target));
  return <LoginForm next={target} />;
}
