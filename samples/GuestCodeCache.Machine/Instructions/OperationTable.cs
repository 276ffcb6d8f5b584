using System.Runtime.CompilerServices;

namespace GuestCodeCache.Machine.Instructions;

/// <summary>Finds the operation of a word by the ten bits that tell operations apart, and checks the others.</summary>
internal static class OperationTable
{
    private const uint Funct7Mask = 0xfe00_0000;

    private static readonly Operation[] s_operations = new Operation[1 << 10];
    private static readonly Format[] s_formats = new Format[(int)Operation.Ebreak + 1];

    static OperationTable()
    {
        s_formats[(int)Operation.Illegal] = Format.System;
        foreach (var (operation, encoding) in Encoding.All)
        {
            s_formats[(int)operation] = encoding.Format;
            // Bits that belong to the operands have any value.
            var anyFunct3 = encoding.Format is Format.Upper or Format.Jump;
            var anyFunct7 = encoding.Format is not (Format.Register or Format.Shift);
            for (var key = 0u; key < s_operations.Length; key++)
            {
                var (opcode, funct3, funct7) = (((key & 31) << 2) | 3, key >> 5 & 7, (key >> 8 & 1) << 5 | key >> 9);
                if (opcode == encoding.Opcode && (anyFunct3 || funct3 == encoding.Funct3) && (anyFunct7 || funct7 == encoding.Funct7)
                    && operation != Operation.Ebreak) // has the key of ecall
                    s_operations[key] = operation;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Format FormatOf(Operation operation) => s_formats[(int)operation];

    internal static Operation Find(uint word)
    {
        var operation = (word & 3) == 3 ? s_operations[KeyOf(word)] : Operation.Illegal;
        return FormatOf(operation) switch
        {
            Format.System => word switch
            {
                0x0000_0073 => Operation.Ecall,
                0x0010_0073 => Operation.Ebreak,
                _ => Operation.Illegal,
            },
            Format.Register or Format.Shift when (word & Funct7Mask & ~(1u << 30) & ~(1u << 25)) != 0 => Operation.Illegal,
            _ => operation,
        };
    }

    // Bits 2 to 6, 12 to 14, 30 and 25.
    private static uint KeyOf(uint word) => (word >> 2 & 31) | (word >> 12 & 7) << 5 | (word >> 30 & 1) << 8 | (word >> 25 & 1) << 9;
}
