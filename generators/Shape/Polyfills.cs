// What the compiler wants to see for records and init accessors, and netstandard2.0 does not have.

namespace System.Runtime.CompilerServices;

internal static class IsExternalInit;
