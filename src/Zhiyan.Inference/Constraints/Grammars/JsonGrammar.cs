using Zhiyan.Inference.Constraints.Grammars.Gbnf;

namespace Zhiyan.Inference.Constraints.Grammars;

/// <summary>
/// Any JSON object. Between its parts stands at most a space or a line break with its indent, so that a small model cannot go on with blanks for
/// ever; and no escape is half a surrogate pair, which readers refuse.
/// </summary>
internal static class JsonGrammar
{
    public static Grammar Object { get; } = GbnfParser.Parse("""
        root   ::= object
        object ::= "{" (ws member ("," ws member)*)? ws "}"
        member ::= string ":" " "? value
        array  ::= "[" (ws value ("," ws value)*)? ws "]"
        value  ::= object | array | string | number | "true" | "false" | "null"
        string ::= "\"" char* "\""
        char   ::= [^"\\\x00-\x1F] | "\\" (["\\/bfnrt] | "u" unit)
        unit   ::= [0-9a-cefA-CEF] hex{3} | [dD] [0-7] hex{2} | [dD] [89abAB] hex{2} "\\u" [dD] [c-fC-F] hex{2}
        hex    ::= [0-9a-fA-F]
        number ::= "-"? ("0" | [1-9] [0-9]*) ("." [0-9]+)? ([eE] [-+]? [0-9]+)?
        ws     ::= (" " | "\n" " "{0,16})?
        """);
}
