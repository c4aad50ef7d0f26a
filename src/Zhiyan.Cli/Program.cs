using Zhiyan.Cli;
using Zhiyan.Cli.Interaction;

using var interrupts = Interrupts.OfProcess();
return await CommandLine.RunAsync(args, Terminal.OfProcess(), interrupts);
